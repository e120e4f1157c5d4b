import type { ShellChild, ShellWaitStatus } from "../process.ts";

type JobState = "running" | "stopped" | "done";

/** A pipeline the shell started and has not waited for. */
export interface Job {
  readonly id: number;
  readonly children: readonly ShellChild[];
  readonly group: number;
  readonly command: string;
  state: JobState;
  /** How the last process ended. */
  end: ShellWaitStatus | undefined;
  /** Its state was shown since it last changed. */
  told: boolean;
  /** `wait` has answered its status. */
  waited: boolean;
  /** Started under job control. */
  readonly monitored: boolean;
  /** Resolves at every change of state. */
  changed: Promise<void>;
}

export function statusOf(end: ShellWaitStatus): number {
  return end.kind === "exited" ? end.status : 128 + end.signal;
}

/** The job table of one shell. */
export class Jobs {
  readonly list: Job[] = [];
  #outer: Jobs | undefined;
  /** Ids by recency: `%+` is the last. */
  #recent: number[] = [];
  /** Ends of processes that were waited for nowhere else, by pid, for `wait`. */
  readonly ends = new Map<number, number>();
  /** The last `<( )` or `>( )`: `wait` waits for it as long as `$!` is its number. */
  substitution: ShellChild | undefined;

  /** A fork sees no jobs of its own; `jobs` in `$(jobs)` still lists the parent's in bash. */
  fork(): Jobs {
    const copy = new Jobs();
    copy.#outer = this.list.length > 0 ? this : this.#outer;
    return copy;
  }

  /** The table to show: that of the shell forked from, as long as the fork has no jobs of its own. */
  get shown(): Jobs {
    return this.list.length === 0 ? (this.#outer ?? this) : this;
  }

  add(children: readonly ShellChild[], group: number, command: string, monitored: boolean, reuse: boolean): Job {
    const id = this.#place(reuse);
    const job: Job = {
      id,
      children,
      group,
      command,
      state: "running",
      end: undefined,
      told: false,
      waited: false,
      monitored,
      changed: Promise.resolve(),
    };
    this.list.push(job);
    this.#recent.push(id);
    job.changed = this.watch(job);
    return job;
  }

  /** A new job's number: one more than the greatest, or with `reuse` the first that is free or waited for (dash). */
  #place(reuse: boolean): number {
    if (!reuse) return Math.max(0, ...this.list.map((job) => job.id)) + 1;
    for (let id = 1; ; id += 1) {
      const job = this.byId(id);
      if (job !== undefined && (job.state !== "done" || !job.waited)) continue;
      if (job !== undefined) this.remove(job);
      return id;
    }
  }

  /** Follows a job until it stops or ends. */
  async watch(job: Job): Promise<void> {
    const ends = await Promise.all(job.children.map((child) => child.wait()));
    const stopped = ends.find((end) => end.kind === "stopped");
    job.end = stopped ?? ends.at(-1);
    job.state = stopped === undefined ? "done" : "stopped";
    job.told = false;
    if (stopped !== undefined) this.touch(job);
    else this.ends.set(job.children.at(-1)?.pid ?? 0, statusOf(job.end ?? { kind: "exited", status: 0 }));
  }

  /** Makes a job the current one. */
  touch(job: Job): void {
    this.#recent = [...this.#recent.filter((id) => id !== job.id), job.id];
  }

  remove(job: Job): void {
    const at = this.list.indexOf(job);
    if (at >= 0) this.list.splice(at, 1);
    this.#recent = this.#recent.filter((id) => id !== job.id);
  }

  get current(): Job | undefined {
    const stopped = this.#recent.filter((id) => this.byId(id)?.state === "stopped");
    return this.byId(stopped.at(-1) ?? this.#recent.at(-1) ?? 0);
  }

  get previous(): Job | undefined {
    const { current } = this;
    const others = this.#recent.filter((id) => id !== current?.id);
    const stopped = others.filter((id) => this.byId(id)?.state === "stopped");
    return this.byId(stopped.at(-1) ?? others.at(-1) ?? 0);
  }

  byId(id: number): Job | undefined {
    return this.list.find((job) => job.id === id);
  }

  byPid(pid: number): Job | undefined {
    return this.list.find((job) => job.children.some((child) => child.pid === pid));
  }

  /** The job a `%` specification names; "ambiguous" when several do. */
  find(specification: string): Job | "ambiguous" | undefined {
    const text = specification.slice(1);
    if (text === "" || text === "%" || text === "+") return this.current;
    if (text === "-") return this.previous ?? this.current;
    if (/^\d+$/.test(text)) return this.byId(Number(text));
    const matches = this.list.filter((job) =>
      text.startsWith("?") ? job.command.includes(text.slice(1)) : job.command.startsWith(text),
    );
    return matches.length > 1 ? "ambiguous" : matches[0];
  }
}
