"""A site of small pages, each with one thing that a browser does. Served natively to a tab and to the preview."""

import base64
import gzip
import json
import os
import struct
import sys
import time
import zlib

from flask import Flask, Response, jsonify, make_response, redirect, request, session

app = Flask(__name__)
app.secret_key = "not a secret: nothing here is kept"
FONT = open(os.environ["SITE_FONT"], "rb").read()


def page(title, body, head=""):
    return f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"


def png(width, height, colour=(200, 30, 30)):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def seen():
    """What the server saw of a request."""
    names = ["Content-Type", "Referer", "Origin", "X-Own"]
    kind = request.headers.get("Content-Type", "")
    headers = {name: request.headers[name] for name in names if name in request.headers}
    if kind.startswith("multipart/"):
        headers["Content-Type"] = kind.split(";")[0]
    files = {name: [file.filename, file.content_type, len(file.read())] for name, file in request.files.items()}
    return {
        "method": request.method,
        "path": request.environ["REQUEST_URI"],
        "query": request.args.to_dict(flat=False),
        "form": request.form.to_dict(flat=False),
        "files": files,
        "text": "" if request.form or request.files else request.get_data(as_text=True),
        "cookies": dict(sorted(request.cookies.items())),
        "headers": headers,
    }


def shown(title="seen", status=200):
    text = json.dumps(seen(), indent=1, ensure_ascii=False).replace("&", "&amp;").replace("<", "&lt;")
    return page(title, f"<pre>{text}</pre><a id=home href=/>home</a>"), status


@app.route("/seen", methods=["GET", "POST"])
@app.route("/seen/<path:rest>", methods=["GET", "POST"])
def route_seen(rest=""):
    return shown(f"seen {rest}")


@app.get("/")
def home():
    return page("Home", "<h1>Home</h1><a id=rel href=links/>links</a> <a id=abs href=/anchors>anchors</a>")


@app.get("/links/")
def links():
    return page(
        "Links",
        "<a id=up href=../anchors>up</a><a id=same href=?a=1&b=2>same</a><a id=asked href=/seen/asked?>asked</a><a id=scheme href='//localhost:%s/seen/scheme'>scheme</a>"
        "<a id=whole href='http://localhost:%s/seen/whole?x=%%20y'>whole</a><a id=deep href=./a/../b/./c>deep</a>"
        "<a id=spaced href=' /seen/spaced '><b>in<span id=inner>side</span></b></a>" % (port(), port()),
    ) + f"<p id=q>{request.query_string.decode()}</p>"


def port():
    return request.host.split(":")[1]


@app.get("/base/page")
def with_base():
    return page("Base", "<a id=a href=x>x</a><img id=i src=red.png>", "<base href=/seen/based/>")


@app.get("/seen/based/red.png")
def based_image():
    return Response(png(7, 5), mimetype="image/png")


@app.get("/forms")
def forms():
    return page(
        "Forms",
        """
<form id=get action=/seen/get><input name=t value="a b&c=ü"><input type=checkbox name=c value=1 checked>
<input type=checkbox name=c value=2><input type=radio name=r value=x><input type=radio name=r value=y checked>
<select name=s multiple><option selected>1<option>2<option selected>3</select><input name=d value=no disabled>
<input type=hidden name=h value=""><button id=get-b name=b value=pressed>go</button></form>
<form id=post action=/seen/post method=post><textarea name=t>
one
two</textarea><input name=e value="ä€😀"><input type=number name=n value=3><input id=post-s type=submit name=w value=Send></form>
<form id=multi action=/seen/multi method=post enctype=multipart/form-data><input name=t value="x &quot; y">
<input id=file type=file name=f><button id=multi-b>send</button></form>
<form id=plain action=/seen/plain method=post enctype=text/plain><input name=a value="1 2"><button id=plain-b>send</button></form>
<form id=over action=/seen/never><input name=a value=1><button id=over-b formaction=/seen/over formmethod=post>send</button></form>
<form id=self method=post><input name=a value=self><button id=self-b>send</button></form>
<form id=enter action=/seen/enter><input id=enter-i name=a required pattern=[a-z]+><button>send</button></form>
<form id=scripted action=/seen/scripted method=post><input name=a value=s></form>
<button id=scripted-b type=button onclick="document.getElementById('scripted').submit()">by script</button>
<form id=requested action=/seen/requested onsubmit="this.a.value='changed'"><input name=a value=s></form>
<button id=requested-b type=button onclick="document.getElementById('requested').requestSubmit()">by request</button>
<form id=kept action=/seen/kept onsubmit="event.preventDefault();document.title='kept'"><button id=kept-b>stay</button></form>
<button id=outside-b form=get name=o value=outside>outside</button>
""",
    )


@app.post("/forms")
def forms_posted():
    return shown("posted to itself")


@app.get("/redirect/<int:status>/<int:left>")
def redirects(status, left):
    return redirect(f"/redirect/{status}/{left - 1}" if left else "/seen/redirected?s=1", status)


@app.route("/redirect-post/<int:status>", methods=["GET", "POST"])
def redirect_post(status):
    return redirect("/seen/after-post", status)


@app.get("/redirect-fragment")
def redirect_fragment():
    return redirect("/anchors#far")


@app.get("/redirects")
def redirect_page():
    forms_ = "".join(
        f"<form method=post action=/redirect-post/{status}><input name=a value={status}><button id=p{status}>{status}</button></form>"
        for status in (301, 302, 303, 307, 308)
    )
    return page("Redirects", forms_ + "<a id=loop href=/redirect/302/3>3</a><a id=frag href=/redirect-fragment>f</a>")


@app.get("/cookies/set")
def cookies_set():
    answer = make_response(redirect("/cookies/show"))
    answer.set_cookie("plain", "1")
    answer.set_cookie("hidden", "2", httponly=True)
    answer.set_cookie("narrow", "3", path="/cookies/deep")
    answer.set_cookie("long", "4", max_age=3600)
    answer.set_cookie("gone", "5", max_age=0)
    answer.set_cookie("strict", "6", samesite="Strict")
    answer.set_cookie("quoted", 'a b"c')
    return answer


@app.get("/cookies/show")
@app.get("/cookies/deep/show")
def cookies_show():
    return page(
        "Cookies",
        f"<pre>{json.dumps(dict(sorted(request.cookies.items())))}</pre><a id=deep href=/cookies/deep/show>deep</a>"
        "<button id=own onclick=\"document.cookie='own=7; path=/';document.cookie='plain=changed; path=/'\">own</button>"
        "<button id=drop onclick=\"document.cookie='plain=; max-age=0; path=/';document.cookie='hidden=x; path=/'\">drop</button>"
        "<pre id=js></pre><button id=read onclick=\"js.textContent=document.cookie.split('; ').sort().join()\">read</button>"
        "<a id=again href=/cookies/show>again</a>",
    )


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        session["user"] = request.form["user"]
        return redirect("/profile", 303)
    return page("Login", "<form method=post><input id=user name=user><button id=b>in</button></form>")


@app.get("/profile")
def profile():
    if "user" not in session:
        return redirect("/login")
    session["seen"] = session.get("seen", 0) + 1
    return page(session["user"], f"<p>{session['user']} {session['seen']}</p><a id=out href=/logout>out</a><a id=p href=/profile>p</a>")


@app.get("/logout")
def logout():
    session.clear()
    return redirect("/profile")


@app.route("/api", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def api():
    return jsonify(seen())


@app.get("/api/<int:status>")
def api_status(status):
    return jsonify(status=status), status


@app.get("/api/stream")
def api_stream():
    def parts():
        for number in range(5):
            yield f"part {number}\n"
            time.sleep(0.02)

    return Response(parts(), mimetype="text/plain")


@app.get("/api/moved")
def api_moved():
    return redirect("/api?moved=1")


@app.get("/fetch")
def fetch_page():
    script = """
const out = document.getElementById('out');
const log = (...what) => (out.textContent += what.map((w) => typeof w === 'string' ? w : JSON.stringify(w)).join(' ') + '\\n');
(async () => {
  let r = await fetch('api?x=1'); log(r.status, r.statusText, r.ok, r.type, r.redirected, new URL(r.url).pathname, r.headers.get('content-type')); log(await r.json());
  r = await fetch('/api', {method: 'POST', body: JSON.stringify({a: [1, 'ü']}), headers: {'Content-Type': 'application/json', 'X-Own': 'yes'}}); log(await r.json());
  r = await fetch('/api', {method: 'POST', body: new URLSearchParams({a: '1 2', b: 'ü'})}); log(await r.json());
  const data = new FormData(); data.append('t', 'x'); data.append('f', new Blob(['12345'], {type: 'text/css'}), 'a.css');
  r = await fetch('/api', {method: 'PUT', body: data}); log(await r.json());
  r = await fetch('/api', {method: 'DELETE'}); log(await r.json());
  r = await fetch('/api', {method: 'PATCH', body: 'text'}); log(await r.json());
  r = await fetch(new Request('/api/404')); log(r.status, r.ok, await r.json());
  r = await fetch('/api/moved'); log(r.redirected, new URL(r.url).search, r.status);
  r = await fetch('/api/moved', {redirect: 'manual'}); log(r.type, r.status);
  await fetch('/api/moved', {redirect: 'error'}).catch((e) => log(e.name));
  r = await fetch('/api/204'); log(r.status, await r.text());
  const reader = (await fetch('/api/stream')).body.getReader(); let text = '', done, value;
  while ({done, value} = await reader.read(), !done) text += new TextDecoder().decode(value);
  log(text);
  const stop = new AbortController(); const late = fetch('/api/stream', {signal: stop.signal}).then((x) => x.text()); stop.abort(); await late.catch((e) => log(e.name));
  r = await fetch('data:text/plain,local'); log(await r.text());
  r = await fetch(URL.createObjectURL(new Blob(['blob']))); log(await r.text());
  await fetch('http://localhost:1/').catch((e) => log(e.name, e.message));
  const made = new Response('{"a":1}'); log(await made.clone().json(), made.bodyUsed);
  r = await fetch('/api?again', {credentials: 'omit'}); log((await r.json()).cookies);
  const b = await (await fetch('/red.png')).blob(); log(b.type, b.size);
  log('end');
})();
"""
    return page("Fetch", "<pre id=out></pre><script>%s</script>" % script)


@app.get("/red.png")
def red():
    return Response(png(11, 13), mimetype="image/png")


@app.get("/image/<int:width>.png")
def image(width):
    return Response(png(width, 10), mimetype="image/png")


@app.get("/xhr")
def xhr_page():
    script = """
const out = document.getElementById('out');
const log = (...what) => (out.textContent += what.map((w) => typeof w === 'string' ? w : JSON.stringify(w)).join(' ') + '\\n');
const ask = (method, url, set = () => {}, body = null) => new Promise((end) => {
  const x = new XMLHttpRequest(); const states = [];
  x.onreadystatechange = () => states.push(x.readyState);
  for (const name of ['loadstart', 'load', 'error', 'abort', 'timeout', 'loadend']) x.addEventListener(name, () => states.push(name));
  x.onloadend = () => end([x, states.filter((s, i) => s !== 3 || states[i - 1] !== 3)]);
  x.open(method, url); set(x); x.send(body);
});
(async () => {
  let [x, states] = await ask('GET', 'api?x=1'); log(x.status, x.statusText, states, new URL(x.responseURL).pathname, x.getResponseHeader('Content-Type')); log(JSON.parse(x.responseText).query);
  [x] = await ask('post', '/api', (x) => { x.setRequestHeader('X-Own', 'a'); x.setRequestHeader('X-Own', 'b'); x.responseType = 'json'; }, 'text'); log(x.response);
  const data = new FormData(); data.append('a', '1'); [x] = await ask('POST', '/api', undefined, data); log(JSON.parse(x.response).form);
  [x] = await ask('GET', '/api/404'); log(x.status, x.responseText);
  [x] = await ask('GET', '/red.png', (x) => (x.responseType = 'arraybuffer')); log(x.response.byteLength);
  [x] = await ask('GET', '/red.png', (x) => (x.responseType = 'blob')); log(x.response.type, x.response.size);
  [x, states] = await ask('GET', '/api/stream', (x) => setTimeout(() => x.abort(), 1)); log(states.slice(-2), x.status);
  [x, states] = await ask('GET', '/api/slow', (x) => (x.timeout = 20)); log(states.slice(-2), x.status);
  [x] = await ask('GET', '/api/moved'); log(new URL(x.responseURL).search);
  [x] = await ask('GET', '/links/', (x) => (x.responseType = 'document')); log(x.responseXML.title, x.response.querySelectorAll('a').length);
  log('end');
})();
"""
    return page("XHR", "<pre id=out></pre><script>%s</script>" % script)


@app.get("/api/slow")
def slow():
    time.sleep(0.5)
    return "late"


@app.get("/events")
def events_page():
    return page(
        "Events",
        "<pre id=out></pre><script>const e=new EventSource('/events/feed');const o=document.getElementById('out');"
        "e.onopen=()=>o.textContent+='open\\n';e.onmessage=(m)=>o.textContent+=m.data+' '+m.lastEventId+'\\n';"
        "e.addEventListener('end',(m)=>{o.textContent+='end '+m.data;e.close()})</script>",
    )


@app.get("/events/feed")
def feed():
    text = ": hello\n\nid: 1\ndata: one\ndata: more\n\ndata: two\nid: 2\n\nevent: end\ndata: bye\n\n"
    return Response(text, mimetype="text/event-stream")


SCRIPTS = {
    "main.js": "import {name} from './lib/name.js'; import * as all from '/modules/all.js'; import lazy from 'mapped';\n"
    "const late = await import('./lib/late.js'); const which = 'computed'; const c = await import(`./lib/${which}.js`);\n"
    "document.getElementById('out').textContent = [name, all.a, all.default, lazy, late.value, c.default, new URL(import.meta.url).protocol !== ''].join();",
    "lib/name.js": "import {suffix} from '../suffix.js'; export const name = 'name' + suffix;",
    "suffix.js": "export const suffix = '!'; import './main.js';",
    "all.js": "export const a = 1; export default class {static toString() { return 'class' }}; export * from './suffix.js';",
    "mapped.js": "export default 'mapped';",
    "lib/late.js": "export const value = 'late';",
    "lib/computed.js": "export default 'computed';",
    "classic.js": "var classic = 'classic ' + document.currentScript.id; document.write('<i id=written>' + classic + '</i>');",
}


@app.get("/modules/<path:name>")
def module(name):
    return Response(SCRIPTS[name], mimetype="text/javascript")


@app.get("/modules")
def modules():
    return page(
        "Modules",
        "<pre id=out></pre><script id=c1 src=/modules/classic.js></script><script type=module src=/modules/main.js></script>"
        "<script nomodule>document.title='old'</script><script defer src=data:text/javascript,document.title+='-defer'></script>",
        '<script type=importmap>{"imports":{"mapped":"/modules/mapped.js"}}</script>',
    )


@app.get("/fonts")
def fonts():
    return page(
        "Fonts",
        "<p id=p style=\"font-family:Own\">text</p><pre id=out></pre><script>document.fonts.load('16px Own').then((f)=>"
        "document.getElementById('out').textContent=f.length+' '+document.fonts.check('16px Own')+' '+f[0]?.status)</script>",
        "<link rel=stylesheet href=/styles/font.css>",
    )


@app.get("/styles/own.ttf")
def own_font():
    return Response(FONT, mimetype="font/ttf")


STYLES = {
    "font.css": "@font-face { font-family: Own; src: url('own.ttf') format('truetype'); }",
    "main.css": "@charset 'utf-8'; @import 'sub/first.css'; @import url(\"second.css\") screen; @import url(print.css) print;\n"
    "/* url(never.png) */ #b { background: url(../image/20.png) no-repeat; content: 'url(x)'; } #m { color: rgb(1, 2, 3); }",
    "sub/first.css": "@import '../third.css'; #f { width: 101px; background-image: url(../../image/30.png), url(data:image/gif;base64,R0lGODlhAQABAAAAACw=); }",
    "second.css": "#s { width: 102px; }",
    "third.css": "#t { width: 103px; }",
    "print.css": "#s { width: 1px; }",
}


@app.get("/styles/<path:name>")
def style(name):
    return Response(STYLES[name], mimetype="text/css")


@app.get("/css")
def css():
    return page(
        "CSS",
        "<div id=f>f</div><div id=s>s</div><div id=t>t</div><div id=m>m</div><div id=b>b</div>"
        "<div id=i style='background:url(/image/40.png);width:44px'>i</div><div id=w>w</div>",
        "<link rel=stylesheet href=styles/main.css><link rel='alternate stylesheet' title=x href=/styles/print.css>"
        "<style>@import '/styles/third.css'; #w{width:33px} @media (min-width:1px){#w{height:21px}}</style>"
        "<link rel=stylesheet media=print href=/styles/print.css>",
    )


@app.get("/images")
def images():
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='4'/>").decode()
    return page(
        "Images",
        "<img id=png src=/red.png><img id=rel src=image/17.png alt=17><img id=data src='data:image/svg+xml;base64,%s'>"
        "<img id=broken src=/no/such.png onerror=\"this.title='failed'\" onload=\"this.title='loaded'\">"
        "<img id=loaded src=/image/5.png onload=\"this.title='loaded'\"><input id=input type=image src=/image/6.png>"
        "<img id=set srcset='/image/21.png 1x, /image/42.png 2x' src=/image/1.png>"
        "<img id=sizes srcset='/image/50.png 50w, /image/400.png 400w' sizes=50px>"
        "<picture><source media='(min-width:1px)' srcset=/image/61.png><img id=picture src=/image/60.png></picture>"
        "<div id=later></div><script>const made=new Image();made.id='made';made.src='/image/8.png';document.body.append(made);"
        "document.getElementById('later').innerHTML='<img id=inner src=image/9.png>'</script>" % svg,
    )


@app.get("/download")
def download():
    return page(
        "Download",
        "<a id=attached href=/download/attached>a</a><a id=named href=/seen/x download=own.html>b</a>"
        "<a id=odd href=/download/odd>c</a><a id=binary href=/download/binary>d</a>",
    )


@app.get("/download/attached")
def attached():
    return Response("a,b\n1,2\n", headers={"Content-Disposition": 'attachment; filename="my table.csv"'}, mimetype="text/csv")


@app.get("/download/odd")
def odd():
    return Response("odd", headers={"Content-Disposition": "attachment; filename=x.txt; filename*=UTF-8''%C3%BCber.txt"})


@app.get("/download/binary")
def binary():
    return Response(bytes(range(256)), mimetype="application/octet-stream")


@app.get("/count")
def count():
    number = int(request.cookies.get("count", "0")) + 1
    answer = make_response(page(f"Count {number}", f"<p>{number}</p><a id=a href=/anchors>anchors</a>"))
    answer.set_cookie("count", str(number))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@app.get("/anchors")
def anchors():
    return page(
        "Anchors",
        "<a id=go href=#far>far</a><pre id=log></pre><div style='height:3000px'></div><h2 id=far>Far</h2><a name=old>old</a>"
        "<a id=top href=#top>top</a><a id=none href=#nowhere>none</a><div style='height:3000px'></div>"
        "<script>addEventListener('hashchange',(e)=>document.getElementById('log').textContent+=new URL(e.oldURL).hash+'>'+new URL(e.newURL).hash+'\\n');"
        "addEventListener('popstate',(e)=>document.getElementById('log').textContent+='pop '+JSON.stringify(e.state)+'\\n')</script>",
    )


@app.get("/history")
@app.get("/history/<path:rest>")
def history(rest=""):
    return page(
        "History",
        f"<p>served {rest}</p><pre id=log></pre><button id=push onclick=\"history.pushState({{n:1}},'','/history/one?x=1');show()\">push</button>"
        "<button id=push2 onclick=\"history.pushState({n:2},'','two#h');show()\">push2</button>"
        "<button id=replace onclick=\"history.replaceState('r','','/history/replaced');show()\">replace</button>"
        "<button id=back onclick=history.back()>back</button><button id=bad onclick=\"try{history.pushState(1,'','http://other.test/')}"
        "catch(e){document.getElementById('log').textContent+=e.name}\">bad</button><a id=rel href=rel>rel</a>"
        "<script>function show(){document.getElementById('log').textContent+=location.pathname+location.search+location.hash+' '+JSON.stringify(history.state)+'\\n'}"
        "addEventListener('popstate',(e)=>{document.getElementById('log').textContent+='pop '+JSON.stringify(e.state)+'\\n';show()})</script>",
    )


@app.get("/error/<int:status>")
def error(status):
    return page(f"Error {status}", f"<h1>{status}</h1>"), status


@app.get("/crash")
def crash():
    raise RuntimeError("on purpose")


@app.get("/stream/text")
def stream_text():
    return Response((f"line {number}\n" for number in range(200)), mimetype="text/plain")


@app.get("/stream/html")
def stream_html():
    def parts():
        yield "<!doctype html><title>Streamed</title><ul>"
        for number in range(50):
            yield f"<li>{number}"
            time.sleep(0.002)
        yield "</ul><script>document.title+=' '+document.querySelectorAll('li').length</script>"

    return Response(parts(), mimetype="text/html")


@app.get("/big")
def big():
    row = "<tr><td>%d<td>" + "x" * 470
    return page("Big", "<table>" + "".join(row % number for number in range(10_000)) + "</table><p id=end>the end</p>")


@app.get("/latin")
def latin():
    return Response("<!doctype html><title>Café</title><p>Übergröße".encode("latin-1"), content_type="text/html; charset=iso-8859-1")


@app.get("/meta-charset")
def meta_charset():
    return Response("<!doctype html><meta charset=windows-1252><title>Café</title><p>Übergröße “”".encode("cp1252"), content_type="text/html")


@app.get("/ünï cödé/<path:rest>")
def unicode_path(rest):
    return page("Ünïcödé", f"<p>{rest}</p><pre>{json.dumps(request.args, ensure_ascii=False)}</pre><a id=a href='ö?q=ä b'>next</a>")


@app.get("/meta-refresh")
def meta_refresh():
    return page("Soon", "<p>wait</p>", "<meta http-equiv=refresh content='0; url=/seen/refreshed'>")


@app.get("/scripted")
def scripted():
    return page(
        "Scripted",
        "<button id=href onclick=\"location.href='/seen/href?a=1'\">1</button><button id=assign onclick=\"window.location.assign('seen/assign')\">2</button>"
        "<button id=replace onclick=\"location.replace('/seen/replace')\">3</button><button id=plain onclick=\"location='/seen/plain'\">4</button>"
        "<button id=document onclick=\"document.location='/seen/document'\">5</button><button id=alias onclick=\"const w=window;w.location='/seen/alias'\">6</button>"
        "<button id=search onclick=\"location.search='?new'\">7</button><button id=hash onclick=\"location.hash='h'\">8</button>"
        "<a id=js href=\"javascript:document.title='by address'\">9</a><button id=click onclick=\"document.getElementById('link').click()\">10</button>"
        "<a id=link href=/seen/link>l</a><pre id=out></pre><a id=stopped href=/seen/never onclick=\"return false\">11</a>"
        "<script>const {pathname}=location;document.getElementById('out').textContent=[pathname,location.protocol,location.hostname,"
        "String(location)===location.href,document.URL===location.href,window.location.origin===self.origin,location.search,parent===window,"
        "document.domain,window.name,document.baseURI===location.href,'location' in window].join()</script>",
    )


@app.get("/storage")
def storage():
    return page(
        "Storage",
        "<pre id=out></pre><button id=set onclick=\"localStorage.a='1';localStorage.setItem('b',2);sessionStorage.s='3';show()\">set</button>"
        "<button id=clear onclick=\"localStorage.removeItem('a');delete localStorage.b;show()\">clear</button><a id=again href=/storage>again</a>"
        "<script>function show(){document.getElementById('out').textContent=JSON.stringify([localStorage.length,localStorage.a??null,localStorage.getItem('b'),"
        "Object.keys(localStorage).sort(),sessionStorage.getItem('s'),localStorage.getItem('never'),'a' in localStorage])}show()</script>",
    )


@app.get("/referrer")
def referrer():
    return page(
        "Referrer",
        f"<p>{request.headers.get('Referer', '-').replace(request.host_url, '/')}</p><pre id=out></pre><a id=a href=/referrer?2#x>a</a>"
        "<a id=no rel=noreferrer href=/referrer?3>b</a><script>document.getElementById('out').textContent=document.referrer.replace(location.origin,'')</script>",
    )


@app.get("/quirks")
def quirks():
    return "<title>Quirks</title><p id=p>no doctype</p><script>document.getElementById('p').textContent+=' '+document.compatMode</script>"


@app.get("/order")
def order():
    return page(
        "Order",
        "<pre id=out></pre><script>const o=document.getElementById('out');const l=(t)=>o.textContent+=t+' ';l('inline '+document.readyState);"
        "document.addEventListener('DOMContentLoaded',()=>l('ready'));addEventListener('load',()=>l('load'));"
        "setTimeout(()=>l('timer'),300)</script><script src='/order/a.js'></script><script defer src='/order/d.js'></script><script>l('last')</script>",
    )


@app.get("/order/<name>.js")
def order_script(name):
    return Response(f"l('{name}');", mimetype="text/javascript")


@app.get("/json")
def json_page():
    return jsonify(a=[1, 2], b="<b>")


@app.get("/gzip")
def gzipped():
    body = gzip.compress(page("Gzip", "<p>small</p>").encode())
    return Response(body, headers={"Content-Encoding": "gzip"}, mimetype="text/html")


@app.get("/inserted")
def inserted():
    return page(
        "Inserted",
        "<pre id=out></pre><script>const s=document.createElement('script');s.src='/modules/late-classic.js';"
        "s.onload=()=>document.getElementById('out').textContent+=' loaded '+window.late;document.head.append(s);"
        "const c=document.createElement('link');c.rel='stylesheet';c.href='/styles/second.css';document.head.append(c);"
        "const b=document.createElement('script');b.src='/modules/none.js';b.onerror=()=>document.title+=' missing';document.head.append(b)</script>"
        "<div id=s>s</div>",
    )


SCRIPTS["late-classic.js"] = "window.late = 'late ' + location.pathname;"


@app.errorhandler(KeyError)
def no_such_key(_error):
    return "not here", 404


if __name__ == "__main__":
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.port, flush=True)
    sys.stderr = open(os.devnull, "w")
    server.serve_forever()
