import { expect, test } from 'bun:test';
import { BUDGETS, weigh } from './bundle-size.ts';

const embed = { path: 'embed-image-chat.min.js', bytes: BUDGETS.embed };
const MOST = BUDGETS.everything;
const REST = MOST - BUDGETS.embed;

test('the embed and everything with one locale keep to their budgets', () => {
  expect(weigh([embed, { path: 'list-4f2a.js', bytes: REST }])).toEqual({
    problems: [],
    note: `embed ${BUDGETS.embed} of ${BUDGETS.embed}, everything ${MOST} of ${MOST}`,
  });
  expect(weigh([{ ...embed, bytes: BUDGETS.embed + 1 }]).problems).toHaveLength(1);
  expect(weigh([embed, { path: 'list.js', bytes: REST + 1 }]).problems).toHaveLength(1);
});

test('other locales are not counted, English is', () => {
  const locales = ['text/de.js', 'locale-pt_br-4f2a.js', 'chunks/text-fr.js', 'locales/ja-4f2a91.js'];
  const others = locales.map((path) => ({ path, bytes: 30_000 }));
  expect(weigh([embed, ...others]).problems).toEqual([]);
  expect(weigh([embed, { path: 'text/en.js', bytes: REST + 1 }]).problems).toHaveLength(1);
  expect(weigh([embed, { path: 'context-menu.js', bytes: REST + 1 }]).problems).toHaveLength(1);
});

test('an embed that was not built is a problem', () => {
  expect(weigh([]).problems).toEqual(['packages/widget/dist/embed-image-chat.min.js was not built']);
});
