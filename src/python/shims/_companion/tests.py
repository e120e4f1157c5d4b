"""What pytest does, told line by line in a file of its own, for whoever draws it.

A plugin that pytest loads by `PYTEST_PLUGINS=_companion.tests`. It tells only when `COMPANION_TESTS` names a folder,
and changes nothing of what pytest prints. One JSON object a line; `src/session/tests/event.ts` reads them.
"""

import json
import os
import time


def pytest_configure(config):
    folder = os.environ.get("COMPANION_TESTS")
    if folder and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Teller(config, folder), "companion-tests")


class _Teller:
    def __init__(self, config, folder):
        self._config = config
        self._deselected = 0
        self._told_sections = {}
        try:
            os.makedirs(folder, exist_ok=True)
            self._file = open(f"{folder}/{time.time_ns()}-{os.getpid()}.jsonl", "xb", buffering=0)
        except OSError:
            self._file = None

    def _tell(self, event, **fields):
        if self._file is None:
            return
        try:
            self._file.write(json.dumps({"event": event, **fields}).encode() + b"\n")
        except (OSError, ValueError):
            # A test closed every file, or the disk is full: the tree stays as far as it came.
            self._file = None

    def pytest_sessionstart(self, session):
        self._began = time.perf_counter()
        self._tell("started", root=str(self._config.rootpath), folder=str(self._config.invocation_params.dir))

    def pytest_deselected(self, items):
        self._deselected += len(items)

    def pytest_collectreport(self, report):
        if report.passed:
            return
        self._tell(
            "not-collected",
            id=report.nodeid,
            outcome=report.outcome,
            text=str(report.longrepr),
            sections=[list(section) for section in report.sections],
        )

    def pytest_collection_finish(self, session):
        option = self._config.option
        narrowed = any(getattr(option, name, None) for name in ("keyword", "markexpr", "lf", "stepwise", "deselect"))
        arguments = [str(argument) for argument in self._config.args]
        self._tell(
            "collected",
            tests=[self._test(item) for item in session.items],
            deselected=self._deselected,
            # Everything below the folder was asked for: what is not in this list is gone.
            whole=not narrowed and self._config.args_source.name != "ARGS",
            # Whole files were asked for.
            files=not narrowed and not any("::" in argument for argument in arguments),
        )

    def _test(self, item):
        path, line, _ = item.location
        names = [node.name for node in item.listchain() if node.nodeid and "::" in node.nodeid]
        return {
            "id": item.nodeid,
            "file": os.path.normpath(os.path.join(self._config.rootpath, path)),
            "line": None if line is None else line + 1,
            "names": names or [item.name],
        }

    def pytest_runtest_logstart(self, nodeid):
        self._tell("began", id=str(nodeid))

    def pytest_runtest_logreport(self, report):
        fields = {"id": report.nodeid, "when": report.when, "outcome": report.outcome, "seconds": report.duration}
        if hasattr(report, "context"):
            # A subtest: it has captured its own output.
            fields["part"] = report._sub_test_description()
            fields["sections"] = [list(section) for section in report.sections]
        else:
            told = self._told_sections.get(report.nodeid, 0)
            fields["sections"] = [list(section) for section in report.sections[told:]]
            self._told_sections[report.nodeid] = len(report.sections)
        if hasattr(report, "wasxfail"):
            fields["expected"] = str(report.wasxfail).removeprefix("reason: ")
        if isinstance(report.longrepr, tuple):
            path, line, reason = report.longrepr
            fields["skipped"] = {"file": str(path), "line": line, "reason": reason.removeprefix("Skipped: ")}
        elif report.longrepr is not None:
            fields["text"] = str(report.longrepr)
            crash = getattr(report.longrepr, "reprcrash", None)
            if crash is not None:
                fields["crash"] = {"file": str(crash.path), "line": crash.lineno, "message": crash.message}
        self._tell("report", **fields)

    def pytest_warning_recorded(self, warning_message, nodeid):
        self._tell("warning", id=str(nodeid), text=f"{warning_message.category.__name__}: {warning_message.message}")

    def pytest_internalerror(self, excrepr):
        self._tell("internal-error", text=str(excrepr))

    def pytest_sessionfinish(self, exitstatus):
        self._tell("ended", status=int(exitstatus), seconds=time.perf_counter() - self._began)

    def pytest_unconfigure(self):
        if self._file is not None:
            self._file.close()
            self._file = None
