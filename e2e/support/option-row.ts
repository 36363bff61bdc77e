import type { Locator, Page } from 'playwright-core';
import type { Visitor } from './visitor.ts';

/** What a row looks at. */
export interface World {
  readonly me: Visitor;
  readonly page: Page;
  /** What the page's callbacks were told, oldest first. */
  heard(): Promise<unknown[]>;
  /** Changes options while running; functions are written as text. */
  update(change: string): Promise<void>;
  /** Starts a conversation, and waits until it is saved. */
  says(text: string, x?: number): Promise<void>;
  part(name: string): Locator;
}

/** One option: how it is at first, what that does, how it is changed and what that does. Both are written as in a configuration. */
export interface Row {
  readonly first: string;
  sees(world: World): Promise<void>;
  readonly change: string;
  seesThen(world: World): Promise<void>;
}
