import type { HubProcess } from './hub-process.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';
import type { ShiftedClock } from './shifted-clock.ts';
import type { Frequencies } from './temper.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Cut } from './wire.ts';

/** What troubles strike. */
export interface TroubleParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly trace: Trace;
  readonly people: readonly Person[];
  /** Processes by their place; a dead one is replaced by a new one in the same place. */
  readonly processes: HubProcess[];
  start(place: number): HubProcess;
  /** How often each of them strikes. */
  readonly troubles: Frequencies;
  readonly buffer: number;
  /** Puts an older copy in place of the storage; no process runs meanwhile. */
  restore(): void;
  /** Cuts the logs back (L1). */
  cutLogs(): void;
  /** What storage goes by. */
  readonly storageClock: ShiftedClock;
}

/** The bigger things that break: lines, networks, processes, buses; pages that sleep. Each ends by itself, or when all is healed. */
export class Troubles {
  readonly #parts: TroubleParts;
  /** What ends each trouble that has not ended. */
  readonly #open = new Set<() => void>();

  constructor(parts: TroubleParts) {
    this.#parts = parts;
  }

  /** Something breaks. */
  strike(): void {
    const { people, processes, random, troubles } = this.#parts;
    const person = random.pick(people);
    const place = random.between(0, processes.length - 1);
    const process = processes[place];
    if (!person || !process) return;
    this.#deeds(person, process, place)[random.weighted(troubles)]();
  }

  /** What each of them does, to whom it strikes. */
  #deeds(person: Person, process: HubProcess, place: number): Record<keyof Frequencies, () => void> {
    const { random, storageClock } = this.#parts;
    const { page } = person;
    return {
      cut: () => this.#cut(person, { client: random.between(0, 30), server: random.between(0, 30) }),
      halfOpen: () => this.#cut(person, this.#halfOpen()),
      offline: () => this.#withoutNetwork(person, true),
      noNetwork: () => this.#withoutNetwork(person, false),
      sleep: () => this.#sleep(person),
      reload: () => {
        if (!page.asleep) person.reload();
      },
      kill: () => this.#restart(process, place, 'killed'),
      stop: () => this.#restart(process, place, 'stopped'),
      busAway: () => this.#busAway(process),
      restore: () => this.#restore(),
      slowReader: () => this.#slow(person),
      noSockets: () => this.#withoutSockets(person),
      hide: () => this.#hide(person),
      cutLogs: () => this.#parts.cutLogs(),
      serverClock: () => this.#setClock(random.oneOf(storageClock, process.clock), 'a server'),
      pageClock: () => this.#setClock(page.clock, page.name),
    };
  }

  /** Ends every trouble, now. */
  heal(): void {
    for (const end of [...this.#open]) end();
  }

  #cut({ page }: Person, cut: Cut): void {
    this.#note(`the line of ${page.name} is cut, noticed after ${cut.client} and ${cut.server} ms`);
    page.line.cut(cut);
  }

  #halfOpen(): Cut {
    const { random } = this.#parts;
    const later = (): number | 'never' => (random.chance(0.5) ? 'never' : random.between(1000, 60_000));
    const soon = random.between(0, 30);
    return random.oneOf<Cut>(
      { client: later(), server: soon },
      { client: soon, server: later() },
      { client: later(), server: later() },
    );
  }

  /** The network goes; the browser knows, or it does not. */
  #withoutNetwork({ page }: Person, told: boolean): void {
    const { random } = this.#parts;
    if (!page.line.up) return;
    this.#note(`${page.name} has no network${told ? ', and knows' : ''}`);
    const soon = random.between(0, 30);
    page.line.goDown(told ? { client: soon, server: random.between(0, 60_000) } : this.#halfOpen());
    if (told) page.tell(false);
    this.#until(() => {
      this.#note(`${page.name} has a network again`);
      page.line.comeUp();
      page.tell(true);
      // A browser that knew says that it is back; one that did not says nothing.
      if (told && !page.asleep) page.client.wake();
    });
  }

  #sleep({ page }: Person): void {
    if (page.asleep) return;
    const how = this.#parts.random.oneOf('frozen', 'machine asleep');
    this.#note(`${page.name} stands still: ${how}`);
    page.sleep(how);
    this.#until(() => {
      this.#note(`${page.name} wakes`);
      page.wake();
    });
  }

  #restart(process: HubProcess, place: number, how: 'killed' | 'stopped'): void {
    const { processes, random } = this.#parts;
    if (!process.alive) return;
    this.#note(`${process.name} is ${how}`);
    if (how === 'killed') process.kill(random.between(0, 100));
    else void process.stop();
    this.#until(() => {
      process.kill(0);
      if (processes[place] !== process) return;
      const next = this.#parts.start(place);
      processes[place] = next;
      this.#note(`${next.name} takes its place`);
    });
  }

  #restore(): void {
    const { processes, restore } = this.#parts;
    for (const [place, process] of processes.entries()) this.#restart(process, place, 'killed');
    restore();
  }

  /** A clock jumps, by up to ten minutes, and is put right some time later. */
  #setClock(clock: ShiftedClock, whose: string): void {
    const ahead = this.#parts.random.between(-600_000, 600_000);
    this.#note(`the clock of ${whose} jumps to ${ahead} ms`);
    clock.set(ahead);
    this.#until(() => {
      this.#note(`the clock of ${whose} is put right`);
      clock.set(0);
    });
  }

  /** Something on the way lets HTTP through and no sockets. */
  #withoutSockets({ page }: Person): void {
    this.#note(`no socket of ${page.name} passes`);
    page.line.letSockets(false);
    this.#until(() => {
      this.#note(`sockets of ${page.name} pass`);
      page.line.letSockets(true);
    });
  }

  #hide({ page }: Person): void {
    this.#note(`${page.name} is hidden`);
    page.show(false);
    this.#until(() => {
      this.#note(`${page.name} is seen`);
      page.show(true);
    });
  }

  /** The page takes frames so slowly that what a server keeps for it lasts for some seconds. */
  #slow({ page }: Person): void {
    const { buffer, random } = this.#parts;
    const seconds = random.between(1, 15);
    this.#note(`${page.name} reads slowly: ${buffer} bytes in ${seconds} s`);
    page.line.reads(buffer / (1000 * seconds));
    this.#until(() => {
      this.#note(`${page.name} keeps up again`);
      page.line.reads(Number.POSITIVE_INFINITY);
    });
  }

  #busAway(process: HubProcess): void {
    if (!process.alive || process.bus.away) return;
    this.#note(`${process.name} loses the bus`);
    process.bus.goAway();
    this.#until(() => {
      this.#note(`${process.name} has the bus again`);
      process.bus.comeBack();
    });
  }

  #until(end: () => void): void {
    const { random, time } = this.#parts;
    const once = (): void => {
      if (this.#open.delete(once)) end();
    };
    this.#open.add(once);
    const ms = random.oneOf(
      random.between(10, 1000),
      random.between(1000, 15_000),
      random.between(15_000, 200_000),
    );
    time.after(ms, once);
  }

  #note(text: string): void {
    this.#parts.trace.note(`* ${text}`);
  }
}
