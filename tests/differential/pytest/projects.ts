/** Small projects, one for each thing that pytest reports in its own way. */
export interface Project {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const py = String.raw;

export const PROJECTS: readonly Project[] = [
  { name: "one test that passes", files: { "test_a.py": "def test_one():\n    assert 1 + 1 == 2\n" } },
  {
    name: "an assertion over dictionaries, rewritten",
    files: {
      "test_a.py": 'def test_prices():\n    assert {"pear": 3, "fig": 2} == {"pear": 3, "fig": 4, "plum": 1}\n',
    },
  },
  {
    name: "a failure deep in a helper of another file",
    files: {
      "prices.py": 'def price(name):\n    return {"pear": 3}[name]\n',
      "test_a.py":
        'from prices import price\n\n\ndef total(names):\n    return sum(price(n) for n in names)\n\n\ndef test_total():\n    assert total(["pear", "fig"]) == 5\n',
    },
  },
  {
    name: "parameters with ids of their own, of every kind",
    files: {
      "test_a.py": py`import pytest


@pytest.mark.parametrize("a, b", [(1, 2), pytest.param(2, 3, id="two-three"), pytest.param(3, 3, id="a::b"), (None, 1.5)])
@pytest.mark.parametrize("text", ["ä", "a b", "x/y", "[", ""])
def test_smaller(a, b, text):
    assert (a or 0) < b, text
`,
    },
  },
  {
    name: "parameters of a fixture",
    files: {
      "test_a.py": py`import pytest


@pytest.fixture(params=["red", "green"], ids=str.upper)
def colour(request):
    return request.param


def test_colour(colour):
    assert colour != "green"
`,
    },
  },
  {
    name: "a fixture that fails in its setup",
    files: {
      "test_a.py": py`import pytest


@pytest.fixture
def basket():
    raise RuntimeError("no basket <&> here")


def test_uses_it(basket):
    assert basket


def test_does_not():
    pass
`,
    },
  },
  {
    name: "a fixture that fails in its teardown",
    files: {
      "test_a.py": py`import pytest


@pytest.fixture
def basket():
    print("basket made")
    yield []
    print("basket dropped")
    raise RuntimeError("the handle broke")


def test_uses_it(basket):
    basket.append(1)
`,
    },
  },
  {
    name: "a test that fails and whose teardown fails too",
    files: {
      "test_a.py": py`import pytest


@pytest.fixture
def basket():
    yield []
    raise RuntimeError("the handle broke")


def test_uses_it(basket):
    assert basket == [1]


def test_after():
    pass
`,
    },
  },
  {
    name: "skipped by mark, by condition, by a call, by a fixture",
    files: {
      "test_a.py": py`import sys

import pytest


@pytest.mark.skip(reason="not yet")
def test_marked():
    assert False


@pytest.mark.skipif(sys.version_info > (3,), reason="only on Python 2")
def test_condition():
    assert False


@pytest.mark.skip
def test_without_reason():
    assert False


def test_called():
    print("before")
    pytest.skip("no network")


@pytest.fixture
def nothing():
    pytest.skip("no fixture today")


def test_fixture(nothing):
    pass
`,
    },
  },
  {
    name: "expected failures, met and unmet, strict and not",
    files: {
      "test_a.py": py`import pytest


@pytest.mark.xfail(reason="known bug")
def test_known():
    assert 1 == 2


@pytest.mark.xfail
def test_without_reason():
    assert 1 == 2


@pytest.mark.xfail(reason="mended meanwhile")
def test_mended():
    pass


@pytest.mark.xfail(strict=True, reason="mended, and strict")
def test_strict():
    pass


@pytest.mark.xfail(run=False, reason="would hang")
def test_not_run():
    while True:
        pass


@pytest.mark.xfail(raises=KeyError)
def test_wrong_error():
    raise ValueError("another error")


def test_called():
    pytest.xfail("in the middle")
`,
    },
  },
  {
    name: "a file that cannot be imported",
    files: {
      "test_a.py": "import no_such_module\n\n\ndef test_one():\n    pass\n",
      "test_b.py": "def test_two():\n    pass\n",
    },
  },
  {
    name: "a file with an error of syntax",
    files: { "test_a.py": "def test_one(:\n    pass\n", "test_b.py": "def test_two():\n    pass\n" },
    args: ["--continue-on-collection-errors"],
  },
  {
    name: "a file that prints and then fails to import",
    files: { "test_a.py": 'print("importing")\nraise ValueError("half way")\n' },
  },
  {
    name: "a module that skips itself",
    files: {
      "test_a.py": 'import pytest\n\npytest.skip("not on this machine", allow_module_level=True)\n',
      "test_b.py": "def test_two():\n    pass\n",
    },
  },
  {
    name: "importorskip",
    files: {
      "test_a.py": 'import pytest\n\nnumpy = pytest.importorskip("no_such_numpy")\n\n\ndef test_one():\n    pass\n',
      "test_b.py": "def test_two():\n    pass\n",
    },
  },
  { name: "no tests at all", files: { "test_a.py": "x = 1\n" } },
  { name: "a fixture that nobody made", files: { "test_a.py": "def test_one(missing_fixture):\n    pass\n" } },
  {
    name: "duplicate parameters, an error of collection",
    files: { "test_a.py": 'import pytest\n\n\n@pytest.mark.parametrize("b", [1])\ndef test_one(a):\n    pass\n' },
  },
  {
    name: "captured output, error and log in all phases",
    files: {
      "test_a.py": py`import logging
import sys

import pytest


@pytest.fixture
def noisy():
    print("setup out")
    print("setup err", file=sys.stderr)
    logging.warning("setup log")
    yield
    print("teardown out")
    logging.error("teardown log")


def test_quiet():
    pass


def test_passes(noisy):
    print("call out")
    print("call err <tag> & more", file=sys.stderr)


def test_fails(noisy):
    print("before")
    logging.warning("a warning with %s", "an argument")
    assert "a" in "bcd"


def test_prints_letters():
    print("Ünïcödé ✓", end="")
`,
    },
  },
  {
    name: "classes, one in another, with setup methods",
    files: {
      "test_a.py": py`class TestBasket:
    def setup_method(self):
        self.basket = []

    def test_empty(self):
        assert not self.basket

    class TestFull:
        def test_inner(self):
            assert [1, 2] == [1, 3]

    def teardown_method(self):
        self.basket = None
`,
    },
  },
  {
    name: "unittest's own classes",
    files: {
      "test_a.py": py`import unittest


class Sums(unittest.TestCase):
    def test_right(self):
        self.assertEqual(1 + 1, 2)

    def test_wrong(self):
        self.assertEqual(1 + 1, 3)

    @unittest.skip("later")
    def test_later(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.assertTrue(False)

    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 1)
`,
    },
  },
  {
    name: "folders with files of one name",
    files: {
      "tests/__init__.py": "",
      "tests/a/__init__.py": "",
      "tests/b/__init__.py": "",
      "tests/a/test_same.py": "def test_one():\n    pass\n",
      "tests/b/test_same.py": "def test_one():\n    assert False\n",
    },
  },
  {
    name: "a configuration in pyproject.toml with testpaths and options",
    files: {
      "pyproject.toml":
        '[tool.pytest.ini_options]\ntestpaths = ["checks"]\naddopts = "-ra --tb=short"\npython_files = ["check_*.py"]\n',
      "checks/check_a.py": "def test_one():\n    assert 1 == 2\n",
    },
  },
  {
    name: "stops at the first failure (-x)",
    files: { "test_a.py": "def test_a():\n    pass\n\n\ndef test_b():\n    assert 0\n\n\ndef test_c():\n    pass\n" },
    args: ["-x"],
  },
  {
    name: "stops after two failures (--maxfail)",
    files: { "test_a.py": Array.from({ length: 6 }, (_, n) => `def test_${n}():\n    assert ${n % 2}\n`).join("\n\n") },
    args: ["--maxfail=2"],
  },
  {
    name: "chosen by a word (-k)",
    files: {
      "test_a.py":
        "def test_pear():\n    pass\n\n\ndef test_fig():\n    assert 0\n\n\ndef test_pear_tree():\n    assert 0\n",
    },
    args: ["-k", "pear"],
  },
  {
    name: "chosen by a mark (-m)",
    files: {
      "pytest.ini": "[pytest]\nmarkers =\n    slow: takes long\n",
      "test_a.py": "import pytest\n\n\n@pytest.mark.slow\ndef test_slow():\n    pass\n\n\ndef test_fast():\n    pass\n",
    },
    args: ["-m", "not slow"],
  },
  {
    name: "one test by its id",
    files: {
      "test_a.py": 'import pytest\n\n\n@pytest.mark.parametrize("n", [1, 2])\ndef test_a(n):\n    assert n == 1\n',
    },
    args: ["test_a.py::test_a[2]"],
  },
  {
    name: "tracebacks in every style: --tb=native",
    files: { "test_a.py": "def inner():\n    raise ValueError('x')\n\n\ndef test_a():\n    inner()\n" },
    args: ["--tb=native"],
  },
  {
    name: "a traceback of one line: --tb=line",
    files: { "test_a.py": "def inner():\n    raise ValueError('x')\n\n\ndef test_a():\n    inner()\n" },
    args: ["--tb=line"],
  },
  {
    name: "locals shown (-l), an exception from another",
    files: {
      "test_a.py": py`def read(text):
    try:
        return int(text)
    except ValueError as error:
        raise KeyError(text) from error


def test_a():
    wanted = 3
    assert read("three") == wanted
`,
    },
    args: ["-l"],
  },
  {
    name: "warnings",
    files: {
      "test_a.py":
        'import warnings\n\n\ndef test_a():\n    warnings.warn("old", DeprecationWarning)\n    warnings.warn("odd")\n',
    },
  },
  {
    name: "pytest.raises that is not met, pytest.fail, exit of the program",
    files: {
      "test_a.py": py`import sys

import pytest


def test_raises():
    with pytest.raises(ValueError, match="seven"):
        int("7")


def test_wrong_text():
    with pytest.raises(ValueError, match="seven"):
        int("x")


def test_fail():
    pytest.fail("said so")


def test_no_trace():
    pytest.fail("only this line", pytrace=False)


def test_exit():
    sys.exit(3)
`,
    },
  },
  {
    name: "subtests",
    files: {
      "test_a.py":
        "def test_a(subtests):\n    for n in range(3):\n        with subtests.test(n=n):\n            print(n)\n            assert n != 1\n",
    },
  },
  {
    name: "a scope of the module, built once and broken at the end",
    files: {
      "conftest.py":
        'import pytest\n\n\n@pytest.fixture(scope="module")\ndef store():\n    print("open")\n    yield {}\n    print("close")\n    raise OSError("disk full")\n',
      "test_a.py": "def test_one(store):\n    store[1] = 1\n\n\ndef test_two(store):\n    assert store == {}\n",
    },
  },
  {
    name: "doctests",
    files: {
      "sums.py":
        'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    >>> add(1, 1)\n    3\n    """\n    return a + b\n',
    },
    args: ["--doctest-modules"],
  },
  {
    name: "interrupted by the test itself",
    files: {
      "test_a.py":
        "def test_a():\n    pass\n\n\ndef test_b():\n    raise KeyboardInterrupt\n\n\ndef test_c():\n    pass\n",
    },
  },
  {
    name: "asynchronous tests",
    files: {
      "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
      "test_a.py": "import asyncio\n\n\nasync def test_a():\n    await asyncio.sleep(0)\n    assert 1 == 2\n",
    },
  },
  {
    name: "long messages and long texts",
    files: {
      "test_a.py":
        "def test_a():\n    assert 'x' * 3000 == 'x' * 2999 + 'y'\n\n\ndef test_b():\n    raise ValueError('\\n'.join(f'line {n}' for n in range(400)))\n",
    },
  },
  {
    name: "letters that XML cannot hold",
    files: { "test_a.py": "def test_a():\n    assert '\\t<é>&\"' == \"'\"\n" },
  },
  {
    name: "500 tests",
    files: {
      "test_a.py":
        'import pytest\n\n\n@pytest.mark.parametrize("n", range(300))\ndef test_many(n):\n    assert n % 50 != 7\n',
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, file) => [
          `test_b${file}.py`,
          Array.from({ length: 10 }, (_each, n) => `def test_${n}():\n    print(${n})\n`).join("\n\n"),
        ]),
      ),
    },
  },
];
