import { describe, expect, test } from 'bun:test';
import { fromOutside } from './from-outside.ts';
import { afterwards, batch, effect, memo, onEnd, root, signal, untrack } from './signals.ts';

/** Runs `body` inside a root and gives what it says, in order. */
function heard(body: (say: (words: unknown) => void) => void): { said: unknown[]; end: () => void } {
  const said: unknown[] = [];
  const end = root(() => body((words) => said.push(words)));
  return { said, end };
}

describe('effects', () => {
  test('run at once, and again when what they read changes', () => {
    const name = signal('Ada');
    const { said } = heard((say) => effect(() => say(name())));
    name.set('Ben');
    name.set('Ben');
    expect(said).toEqual(['Ada', 'Ben']);
  });

  test('read anew each time: what was not read this time is not heard of', () => {
    const isShort = signal(true);
    const [short, long] = [signal('A'), signal('Ada')];
    const { said } = heard((say) => effect(() => say(isShort() ? short() : long())));
    long.set('Adele');
    isShort.set(false);
    short.set('B');
    long.set('Ada');
    expect(said).toEqual(['A', 'Adele', 'Ada']);
  });

  test('see everything of a batch at once', () => {
    const [x, y] = [signal(1), signal(2)];
    const { said } = heard((say) => effect(() => say(`${x()} ${y()}`)));
    batch(() => {
      x.set(3);
      y.set(4);
      expect(said).toEqual(['1 2']);
    });
    expect(said).toEqual(['1 2', '3 4']);
  });

  test('an outer one goes first, and ends the inner ones before they read what is gone', () => {
    const person = signal<{ name: string } | undefined>({ name: 'Ada' });
    const { said } = heard((say) => {
      const isThere = memo(() => person() !== undefined);
      effect(() => {
        if (!isThere()) return;
        onEnd(() => say('ended'));
        effect(() => say(person()?.name));
      });
    });
    person.set({ name: 'Ben' });
    person.set(undefined);
    expect(said).toEqual(['Ada', 'Ben', 'ended']);
  });

  test('may change what others read, who then see the outcome', () => {
    const [count, doubled] = [signal(1), signal(0)];
    const { said } = heard((say) => {
      effect(() => doubled.set(2 * count()));
      effect(() => say(doubled()));
    });
    count.set(4);
    expect(said).toEqual([2, 8]);
  });

  test('those that look wait until everything is drawn, also what another one changed', () => {
    const [text, height] = [signal('short'), signal(1)];
    const { said } = heard((say) => {
      afterwards(() => {
        say('looks');
        height.set(text().length);
      });
      afterwards(() => say(`looks at ${untrack(height)}`));
      effect(() => say(`draws ${text()}`));
      effect(() => say(`draws ${height()}`));
    });
    expect(said.splice(0)).toEqual(['draws short', 'draws 1', 'looks', 'draws 5', 'looks at 5']);
    text.set('longer');
    expect(said).toEqual(['draws longer', 'looks', 'draws 6']);
  });

  test('end with their root, last things first', () => {
    const name = signal('Ada');
    const { said, end } = heard((say) => {
      onEnd(() => say('first'));
      effect(() => say(name()));
      onEnd(() => say('last'));
    });
    end();
    name.set('Ben');
    expect(said).toEqual(['Ada', 'last', 'first']);
  });

  test('a root inside an effect outlives it', () => {
    const [outer, inner] = [signal(0), signal(0)];
    const { said } = heard((say) => {
      effect(() => {
        if (outer() === 0) root(() => effect(() => say(inner())));
      });
    });
    outer.set(1);
    inner.set(1);
    expect(said).toEqual([0, 1]);
  });

  test('one that throws does not hold the others up for ever', () => {
    const name = signal('Ada');
    const { said } = heard((say) => {
      effect(() => {
        if (name() === 'Ben') throw new Error('a bug');
      });
      effect(() => say(name()));
    });
    expect(() => name.set('Ben')).toThrow('a bug');
    name.set('Cleo');
    expect(said).toEqual(['Ada', 'Cleo']);
  });
});

describe('memos', () => {
  test('calculate once for all readers, who hear only of another outcome', () => {
    const count = signal(1);
    const { said } = heard((say) => {
      const isMany = memo(() => {
        say('calculates');
        return count() > 1;
      });
      effect(() => say(`one ${isMany()}`));
      effect(() => say(`two ${isMany()}`));
    });
    expect(said.splice(0)).toEqual(['calculates', 'one false', 'two false']);
    count.set(0);
    expect(said.splice(0)).toEqual(['calculates']);
    count.set(5);
    expect(said).toEqual(['calculates', 'one true', 'two true']);
  });

  test('are never seen half changed', () => {
    const count = signal(1);
    const { said } = heard((say) => {
      const half = memo(() => count() / 2);
      const whole = memo(() => half() * 2);
      effect(() => say(`${count()} = ${whole()}`));
    });
    count.set(6);
    expect(said).toEqual(['1 = 1', '6 = 6']);
  });

  test('are right also when read between the changes of a batch', () => {
    const count = signal(1);
    heard(() => {
      const next = memo(() => count() + 1);
      batch(() => {
        count.set(5);
        expect(next()).toBe(6);
      });
    });
  });

  test('know what they were before', () => {
    const count = signal(1);
    const { said } = heard((say) => {
      const sum = memo<number>((before = 0) => before + count());
      effect(() => say(sum()));
    });
    count.set(10);
    expect(said).toEqual([1, 11]);
  });
});

test('what is read untracked is not heard of', () => {
  const [a, b] = [signal(1), signal(1)];
  const { said } = heard((say) => effect(() => say(a() + untrack(b))));
  b.set(5);
  expect(said).toEqual([2]);
  a.set(2);
  expect(said).toEqual([2, 7]);
});

test('signals of something outside look when it tells, all at once, until their root ends', () => {
  const listeners = new Set<() => void>();
  const person = { name: 'Ada', age: 36 };
  const { said, end } = heard((say) => {
    const outside = fromOutside({
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const [name, age] = [outside(() => person.name), outside(() => person.age)];
    effect(() => say(`${name()}, ${age()}`));
  });
  Object.assign(person, { name: 'Ben', age: 40 });
  for (const listener of listeners) listener();
  expect(said).toEqual(['Ada, 36', 'Ben, 40']);
  end();
  expect(listeners.size).toBe(0);
});
