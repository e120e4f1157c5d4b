import { runInMachine } from "/work/h/sh/tests/cases/shell/machine.ts";
const cases: [string, string][] = [
 ["nested subst", "echo " + "$(".repeat(300000) + "x" + ")".repeat(300000)],
 ["nested parens", "(".repeat(500000) + "echo x" + ")".repeat(500000)],
 ["nested arith", "echo $((" + "(".repeat(500000) + "1" + ")".repeat(500000) + "))"],
 ["nested braces exp", "echo " + "${x:-".repeat(200000) + "}".repeat(200000)],
 ["nested quotes", 'echo "'.repeat(100001)],
 ["nested {}", "{ ".repeat(300000) + "echo x;" + " }".repeat(300000)],
 ["brace exp", "echo " + "{a,".repeat(100000) + "b" + "}".repeat(100000) + " | wc -c"],
 ["brace mult", "echo " + "{a,b}".repeat(30) + " | wc -c"],
 ["if nest", "if true; then ".repeat(100000) + "echo;" + "fi;".repeat(100000)],
 ["cond nest", "[[ " + "( ".repeat(300000) + "a" + " )".repeat(300000) + " ]]"],
 ["case nest", "case a in a) ".repeat(100000) + "echo;" + ";; esac".repeat(100000)],
 ["not nest", "[[ " + "! ".repeat(300000) + "a ]]"],
 ["bang", "! ".repeat(300000) + "true"],
 ["backq", "echo " + "`".repeat(100001)],
 ["fork bomb", "f(){ f|f& };f; sleep 0.3; echo alive"],
 ["recursion", "f() { f; }; f; echo after $?"],
 ["recursion sub", "f() { (f); }; f; echo after $?"],
 ["recursion cmdsub", "f() { x=$(f); }; f; echo after $?"],
 ["recursion eval", "f='eval \"$f\"'; eval \"$f\"; echo after $?"],
 ["recursion source", "echo '. ./s' > s; . ./s; echo after $?"],
 ["recursion alias arith", "a=b b=a; echo $((a)); echo after $?"],
 ["recursion trap", "trap 'false' ERR; f() { f; }; f"],
 ["script recursion", "echo 'sh ./s' > s; sh ./s; echo after $?"],
 ["exec loop", "echo 'exec sh ./s' > s; (sh ./s & sleep 0.3; kill $!; echo killed); echo after"],
 ["disk", "yes | head -c 900000000 > big; echo $?; ls -l big | cut -c1-10; echo ok"],
 ["var doubling", "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done; echo after"],
 ["printf width", "printf '%1000000000d' 1 | wc -c; echo after"],
 ["array huge", "a[99999999999]=1; echo ${#a[@]}; for i in {1..3000000}; do :; done; echo ok"],
];
const only = process.argv[2]; let on = !only;
for (const [name, script] of cases) for (const d of ["sh", "bash"] as const) {
  if (only && name.startsWith(only)) on = true; if (!on) continue;
  const t = performance.now();
  let out;
  try { out = await Promise.race([runInMachine(d, script), new Promise((_, r) => setTimeout(() => r(new Error("TIMEOUT")), 15000))]) as any; } catch (e) { out = { error: String(e).slice(0, 200) }; }
  console.log(name, d, Math.round(performance.now() - t) + "ms", JSON.stringify({ o: out.stdout?.slice(0, 100), e: out.stderr?.slice(0, 250), el: out.stderr?.length, s: out.status, x: out.error }));
}
process.exit(0);
