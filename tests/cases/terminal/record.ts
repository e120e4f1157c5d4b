import { writeFileSync } from "node:fs";
import { judgeVersion } from "../shell/judge.ts";
import { startJudge } from "./judge.ts";
import { readScenes, RECORDING, type Session, type Shown } from "./scene.ts";

/** `npm run record:terminal`: records the screen that bash 5.2 shows after every step of every scene. */
const judge = judgeVersion("bash") ?? "none";
if (!judge.startsWith("GNU bash, version 5.2")) throw new Error(`bash 5.2 judges; here is ${judge}`);

/** The screen once it has not changed for half a second. */
async function settled(session: Session): Promise<Shown> {
  let last = "";
  for (let still = 0; still < 10; still += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = JSON.stringify(await session.shown());
    if (now !== last) still = 0;
    last = now;
  }
  return session.shown();
}

const scenes: Record<string, Shown[]> = {};
for (const { name, keys } of readScenes()) {
  const session = startJudge();
  await settled(session);
  const shown: Shown[] = [];
  for (const step of keys) {
    session.type(step);
    shown.push(await settled(session));
  }
  await session.end();
  scenes[name] = shown;
}
writeFileSync(RECORDING, `${JSON.stringify({ judge, scenes }, null, 1)}\n`);
console.log(`${String(Object.keys(scenes).length)} scenes`);
