/** Scripts by chance: pieces of the shell's language in any order, most of them wrong. The same seed, the same script. */
const PIECES = [
  ..."a b x=1 y= $x ${x} ${x:-d} ${x#a} ${x%%b*} ${#x} ${x:1:2} ${x/a/b} ${!x} ${x@Q} ${x^^} ${a[0]} ${a[@]} $@ $* $# $? $! $1".split(" "),
  ..."if then else elif fi for i in do done while until case esac { } ( ) (( )) [[ ]] ! function select time coproc".split(" "),
  ..."; ;; ;& ;;& & && || | |& > >> < <> >| &> <<< 2>&1 >&- <<E <<-E E".split(" "),
  ..."echo true false : eval set shift export local unset read printf test [ ] let declare trap return break exit".split(" "),
  ..."* ? [a-z] {1..3} {a,b} ~ !(a) @(a|b) 'q q' \"d $x\" $'e\\n' `echo` $(echo) $((1+1)) $[1] \\ \" ' ` $ $( ${ $(( <(echo)".split(" "),
  ..."a=(1 2) a[1]=x a+=(3) -e -x -u -n +x -p -v 1 2 == =~ -eq -f =".split(" "),
  "\n",
  "\n",
  "\\\n",
  "# note\n",
];

/** A generator of numbers from 0 up to 1 (xorshift). */
function numbers(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x100000000;
  };
}

export function chanceScript(seed: number): string {
  const next = numbers(seed);
  const length = 2 + Math.floor(next() * 24);
  let text = "";
  for (let at = 0; at < length; at += 1) {
    text += PIECES[Math.floor(next() * PIECES.length)] ?? "";
    if (next() < 0.85) text += " ";
  }
  return text;
}
