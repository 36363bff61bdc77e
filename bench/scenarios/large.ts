import type { ImagesPage, QueuePage } from '@imagechat/protocol/moderation';
import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import { Histogram, type Latency } from '../lib/histogram.ts';
import { type LargeTenant, RARE, seedLargeTenant } from '../lib/large-tenant.ts';
import { Owner } from '../lib/owner.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import type { Row } from '../lib/table.ts';

interface Created {
  readonly seen: Latency;
  readonly wrong: readonly string[];
}

/** A list of the dashboard, read page by page. */
interface List {
  readonly name: string;
  /** Asks for the page after a place, '' for the first one; where the next one begins, null at the end, and how many entries it had. */
  readonly page: (owner: Owner, before: string) => Promise<{ next: string | null; entries: number }>;
}

const queue = (name: string, query: string): List => ({
  name,
  async page(owner, before) {
    const { entries, next } = await owner.asks<QueuePage>(
      `/queue?${query}&${new URLSearchParams(before === '' ? {} : { before })}`,
    );
    return { next, entries: entries.length };
  },
});

const once = (name: string, path: string): List => ({
  name,
  async page(owner) {
    await owner.asks(path);
    return { next: null, entries: 1 };
  },
});

/** Every list there is. */
const LISTS: readonly List[] = [
  queue('queue, all', 'view=all'),
  queue('queue, waiting', 'view=pending'),
  queue('queue, hidden', 'view=hidden'),
  queue('queue, spam', 'view=spam'),
  queue('queue, flagged', 'view=flagged'),
  queue('queue, of one author', 'view=all&author=Person+77'),
  queue('queue, a rare word (each request looks at 5,000)', `view=all&text=${RARE}`),
  {
    name: 'images',
    async page(owner, before) {
      const query = new URLSearchParams(before === '' ? {} : { before });
      const { images, next } = await owner.asks<ImagesPage>(`/images?${query}`);
      return { next, entries: images.length };
    },
  },
  once('one image with its spots', '/images/spots?urlId=image-0'),
  once('people, by name', '/people?q=person'),
  once('people, the last ones', '/people'),
  once('usage of a month', '/usage?from=2026-01-01&to=2026-01-31'),
  once('log', '/audit'),
  once('members', '/members'),
];

/** A tenant with so much that every list of the dashboard is long: how long each page takes, and whether live viewers feel it. */
export const large: Scenario = {
  name: 'large',
  async run(size) {
    const { pages, rate, seconds, tenant, viewers } = bySize(size, {
      smoke: { tenant: tenantOf(200), pages: 3, viewers: 5, rate: 20, seconds: 0.5 },
      quick: { tenant: tenantOf(5000), pages: 20, viewers: 100, rate: 50, seconds: 4 },
      document: { tenant: tenantOf(100_000), pages: 40, viewers: 200, rate: 50, seconds: 8 },
      full: { tenant: tenantOf(100_000), pages: 100, viewers: 500, rate: 50, seconds: 20 },
    });
    let secret = '';
    const start = performance.now();
    let builtMs = 0;
    await using server = await FullServer.start(async (folder) => {
      secret = await seedLargeTenant(folder, tenant);
      builtMs = performance.now() - start;
    });
    const owner = new Owner(server.port, secret);
    await using load = Child.bun('load/creation-process.ts', 'load');
    // On an image of its own, as viewers count its events from the first.
    await load.ask({ fill: { port: server.port, viewers, authors: 10, first: tenant.images } }, 120_000);
    const created = async (): Promise<Created> =>
      (await load.ask<{ created: Created }>({ create: { rate, seconds } }, 240_000)).created;
    // What is compiled on the way is not what is measured.
    await browse(owner, 2);
    await created();
    const quiet = await created();
    const walks = await browse(owner, pages);
    let isOver = false;
    const busy = created().finally(() => {
      isOver = true;
    });
    let asked = 0;
    while (!isOver)
      asked += (await browse(owner, 3, () => isOver)).reduce((sum, { times }) => sum + times.count, 0);
    const meanwhile = await busy;
    return {
      tables: [
        {
          title: `Lists of a tenant with ${tenant.conversations} conversations and ${tenant.comments} comments, built in ${Math.round(builtMs / 1000)} s: a page, ms`,
          rows: walks.map(walkRow),
        },
        {
          title: `Create → seen meanwhile, ${viewers} viewers, ${rate}/s, ms`,
          rows: [
            seenRow('nobody at the dashboard', quiet),
            seenRow(`lists asked for one after the other (${asked} pages)`, meanwhile),
          ],
        },
      ],
      reached: {},
      data: { tenant, builtMs, walks, quiet, meanwhile, asked },
      wrong: [...quiet.wrong, ...meanwhile.wrong, ...walks.flatMap(({ wrong }) => wrong)],
    };
  },
};

function tenantOf(conversations: number): LargeTenant {
  return { conversations, comments: conversations * 10, images: Math.ceil(conversations / 100) };
}

/** One list, walked. */
interface Walk {
  readonly name: string;
  readonly times: Latency;
  readonly entries: number;
  readonly wrong: readonly string[];
}

/** Walks every list so many pages. */
async function browse(owner: Owner, pages: number, stop = (): boolean => false): Promise<Walk[]> {
  const walks: Walk[] = [];
  for (const { name, page } of LISTS) {
    const times = new Histogram();
    const places = new Set<string>();
    let [before, entries]: [string | null, number] = ['', 0];
    for (let at = 0; at < pages && before !== null && !stop(); at++) {
      const start = performance.now();
      const read: Awaited<ReturnType<List['page']>> = await page(owner, before);
      times.add(performance.now() - start);
      places.add(before);
      entries += read.entries;
      before = read.next;
      if (before !== null && places.has(before))
        return [...walks, walked(name, times, entries, [`${name} goes in circles`])];
    }
    walks.push(walked(name, times, entries, []));
  }
  return walks;
}

function walked(name: string, times: Histogram, entries: number, wrong: readonly string[]): Walk {
  return { name, entries, wrong, times: times.summary() };
}

function walkRow({ entries, name, times }: Walk): Row {
  return { list: name, pages: times.count, entries, p50: times.p50, p99: times.p99, max: times.max };
}

function seenRow(name: string, { seen }: Created): Row {
  return { '': name, p50: seen.p50, p99: seen.p99, 'p99.9': seen.p999, max: seen.max };
}
