import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { each } from './each.ts';
import type { Child } from './jsx.ts';
import { put } from './put.ts';
import { show } from './show.ts';
import { type Read, onEnd, root, signal } from './signals.ts';
import { FakeNode, useFakeDocument } from './testing/fake-dom.ts';

let restore: () => void;
beforeAll(() => {
  restore = useFakeDocument();
});
afterAll(() => restore());

/** Draws inside a `<main>` and says what is in it. */
function drawn(child: () => Child): { main: FakeNode; seen: () => string; end: () => void } {
  const main = new FakeNode('main');
  const end = root(() => put(main as unknown as Node, child(), null));
  return { main, seen: () => main.children.join(''), end };
}

describe('elements', () => {
  test('have their attributes and children, in order', () => {
    const { seen } = drawn(() => (
      <p class="note" data-id={7}>
        one <b>two</b> {3} {['four', ['five']]}
        {undefined}
        {false}
      </p>
    ));
    expect(seen()).toBe('<p class="note" data-id="7">one <b>two</b> 3 fourfive</p>');
  });

  test('a flag is there or not; what a reader hears of is always said', () => {
    const { seen } = drawn(() => (
      <button type="button" disabled hidden={false} aria-pressed={false} title={undefined} />
    ));
    expect(seen()).toBe('<button type="button" disabled="" aria-pressed="false"></button>');
  });

  test('drawings have the namespace that makes them some', () => {
    const { main } = drawn(() => (
      <svg viewBox="0 0 8 8" aria-hidden="true">
        <path d="M0 0" />
      </svg>
    ));
    expect(main.firstChild?.namespace).toEndWith('svg');
    expect(main.firstChild?.firstChild?.namespace).toEndWith('svg');
  });

  test('attributes, styles and values that are functions follow what they read', () => {
    const n = signal(1);
    const { main, seen } = drawn(() => (
      <input class={() => n() > 1 && 'many'} style={() => ({ '--n': n() })} value={() => `${n()}`} />
    ));
    expect(seen()).toBe('<input></input>');
    n.set(2);
    expect(seen()).toBe('<input class="many"></input>');
    expect(main.firstChild?.styles.get('--n')).toBe('2');
    expect(main.firstChild?.value).toBe('2');
  });

  test('events reach their handler; an element is handed out with its children in it', () => {
    const heard: string[] = [];
    const { main } = drawn(() => (
      <button type="button" onClick={() => heard.push('click')} ref={(it) => heard.push(String(it))}>
        Go
      </button>
    ));
    main.firstChild?.listeners.get('click')?.({});
    expect(heard).toEqual(['<button type="button">Go</button>', 'click']);
  });

  test('components are called once, with what stands inside them', () => {
    let calls = 0;
    const n = signal(1);
    const Box = (props: { readonly n: Read<number>; readonly children?: Child }): Child => {
      calls++;
      return (
        <div title={props.n}>
          {props.n}: {props.children}
        </div>
      );
    };
    const { seen } = drawn(() => (
      <Box n={n}>
        <b />
      </Box>
    ));
    n.set(2);
    expect(seen()).toBe('<div title="2">2: <b></b></div>');
    expect(calls).toBe(1);
  });
});

describe('reactive places', () => {
  test('draw anew between their neighbours, also inside one another', () => {
    const [outer, inner] = [signal('a'), signal('b')];
    const { seen } = drawn(() => (
      <p>
        [{() => [outer(), () => inner() && <b>{inner}</b>]}
        {() => outer()}]
      </p>
    ));
    expect(seen()).toBe('<p>[a<b>b</b>a]</p>');
    inner.set('');
    outer.set('A');
    expect(seen()).toBe('<p>[AA]</p>');
    inner.set('B');
    expect(seen()).toBe('<p>[A<b>B</b>A]</p>');
  });

  test('words that become other words keep their node', () => {
    const words = signal('one');
    const { main } = drawn(() => <p>{words}</p>);
    const text = main.firstChild?.children[1];
    words.set('two');
    expect(main.firstChild?.children[1]).toBe(text as FakeNode);
    words.set('');
    words.set('three');
    expect(String(main.firstChild)).toBe('<p>three</p>');
  });
});

describe('show', () => {
  test('draws while there is something, and something else otherwise', () => {
    const person = signal<{ name: string } | undefined>(undefined);
    const ended: string[] = [];
    const { main, seen } = drawn(() =>
      show(
        person,
        (it) => {
          onEnd(() => ended.push(it().name));
          return <b>{() => it().name}</b>;
        },
        () => 'nobody',
      ),
    );
    expect(seen()).toBe('nobody');
    person.set({ name: 'Ada' });
    const node = main.children[1];
    person.set({ name: 'Ben' });
    expect(main.children[1]).toBe(node as FakeNode);
    expect(seen()).toBe('<b>Ben</b>');
    person.set(undefined);
    expect(seen()).toBe('nobody');
    expect(ended).toEqual(['Ben']);
  });
});

describe('each', () => {
  const entry = (id: string, text = id) => ({ id, text });

  test('keeps an entry’s element while its contents change', () => {
    const list = signal([entry('a'), entry('b')]);
    const { main, seen } = drawn(() => (
      <ol ref={(it) => each(it, list, (one, id) => <li title={id}>{() => one().text}</li>)} />
    ));
    const first = main.firstChild?.firstChild;
    list.set([entry('a', 'A'), entry('b')]);
    expect(seen()).toBe('<ol><li title="a">A</li><li title="b">b</li></ol>');
    expect(main.firstChild?.firstChild).toBe(first as FakeNode);
  });

  test('puts in what is new, takes out what is gone, and moves nothing else', () => {
    const list = signal(['a', 'b', 'c', 'd'].map((id) => entry(id)));
    const { main, seen } = drawn(() => (
      <ol ref={(it) => each(it, list, (one) => <li>{() => one().id}</li>)} />
    ));
    const nodes = main.firstChild?.children.slice() ?? [];
    list.set(['x', 'a', 'c', 'y', 'd'].map((id) => entry(id)));
    expect(seen().replace(/<\/?(?:ol|li)>/g, '')).toBe('xacyd');
    expect(nodes.map(({ moves }) => moves)).toEqual([1, 1, 1, 1]);
    list.set(['d', 'a'].map((id) => entry(id)));
    expect(seen().replace(/<\/?(?:ol|li)>/g, '')).toBe('da');
  });

  test('an entry’s effects end with it, and all with the list', () => {
    const list = signal([entry('a'), entry('b')]);
    const ended: string[] = [];
    const { end } = drawn(() => (
      <ol
        ref={(it) =>
          each(it, list, (_, id) => {
            onEnd(() => ended.push(id));
            return <li />;
          })
        }
      />
    ));
    list.set([entry('b')]);
    expect(ended).toEqual(['a']);
    end();
    expect(ended).toEqual(['a', 'b']);
  });
});
