import sys
found = []
def probe(label, f):
    try: r = f()
    except BaseException as e: r = None
    if r: found.append((label, str(r)[:80]))
for name in ("js", "pyodide_js"):
    probe("import " + name, lambda: __import__(name))
import gc
from pyodide.ffi import JsProxy
proxies = [o for o in gc.get_objects() if isinstance(o, JsProxy)]
for o in gc.get_objects():
    if isinstance(o, dict): proxies += [v for v in list(o.values()) if isinstance(v, JsProxy)]
NAMES = ["indexedDB","caches","fetch","XMLHttpRequest","WebSocket","EventSource","BroadcastChannel","Worker","SharedWorker","importScripts","navigator","postMessage","Request","location"]

probe("run_js", lambda: [n for n in NAMES if __import__("pyodide.code").code.run_js(f"typeof {n}") != "undefined"])
def reach(p):
    out = []
    try:
        F = p.constructor.constructor
        for n in NAMES:
            try:
                if F(f"return typeof {n}")() != "undefined": out.append(n)
            except BaseException: pass
    except BaseException: pass
    return out
for i, p in enumerate(proxies[:40]): probe(f"proxy {i}", lambda: reach(p))
import pyodide.http
for n in ("open_url",): probe(n, lambda: getattr(pyodide.http, n)("/").read())
print("found", found)
print("proxies", len(proxies) > 3)
