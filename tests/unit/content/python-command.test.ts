import { expect, test } from "vitest";
import { pythonCommand, type Lab } from "#content";

const KNOWN = ["python", "pytest", "uvicorn", "black"];
const makefile =
  "PYTHON ?= python3\n\n.PHONY: run test\nall: test\nrun:\n\tuvicorn main:app --port $(PORT)\ntest:\n\t@pytest -q\ninstall: a\n\t$(PYTHON) -m pip install x\nempty:\n";
const lab = { files: [{ path: "Makefile", text: makefile }] } as unknown as Lab;

test.each([
  { command: "pytest -q", python: "pytest" },
  { command: "python -m pytest", python: "pytest" },
  { command: "python3 app.py", python: "python" },
  { command: "python -m http.server", python: "python" },
  { command: "PORT=1 uvicorn main:app", python: "uvicorn" },
  { command: "make run", python: "uvicorn" },
  { command: "make test", python: "pytest" },
  { command: "make install", python: "python" },
  { command: "make", python: "uvicorn" },
  { command: "make empty", python: undefined },
  { command: "make nothing", python: undefined },
  { command: "curl localhost:8080", python: undefined },
])("$command begins with $python", ({ command, python }) => {
  expect(pythonCommand(lab, command, KNOWN)).toBe(python);
});
