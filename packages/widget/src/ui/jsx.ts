import type { Read } from './signals.ts';

/** What may stand inside an element. A function is a reactive place: drawn again when what it read changes. */
export type Child = Node | string | number | boolean | null | undefined | readonly Child[] | (() => Child);

/** What an attribute says. A function is asked again when what it read changes; false and undefined take the attribute away. */
export type Value<T = string | number | boolean | undefined> = T | Read<T>;

type Handlers<Owner> = {
  readonly [Name in keyof GlobalEventHandlersEventMap as `on${Capitalize<Name>}`]?: (
    event: GlobalEventHandlersEventMap[Name] & { readonly currentTarget: Owner },
  ) => void;
};

type Plain =
  | 'accept'
  | 'alt'
  | 'autocomplete'
  | 'class'
  | 'crossorigin'
  | 'd'
  | 'datetime'
  | 'dir'
  | 'disabled'
  | 'enterkeyhint'
  | 'height'
  | 'hidden'
  | 'href'
  | 'id'
  | 'loading'
  | 'max'
  | 'maxlength'
  | 'multiple'
  | 'part'
  | 'placeholder'
  | 'popover'
  | 'referrerpolicy'
  | 'rel'
  | 'role'
  | 'rows'
  | 'src'
  | 'tabindex'
  | 'target'
  | 'title'
  | 'type'
  | 'value'
  | 'viewBox'
  | 'width';

/** Attributes by their names in HTML and SVG; handlers are `on` and the event's name with a capital. */
export type Attributes<Owner> = Handlers<Owner> & {
  readonly [Name in Plain | `aria-${string}` | `data-${string}`]?: Value;
} & {
  /** Given the element when its children are in it. */
  readonly ref?: (element: Owner) => void;
  /** Style properties by their names in CSS. */
  readonly style?: Value<Readonly<Record<string, string | number>>>;
  readonly children?: Child;
};

type Tags = HTMLElementTagNameMap & Pick<SVGElementTagNameMap, 'svg' | 'path'>;

/** What a tag in JSX is: `<p>` as well as `<Avatar>`. */
export type Element = Child;

/** What may be a tag. */
export type ElementType = keyof Tags | ((props: never) => Child);

/** The tags that are elements. */
export type IntrinsicElements = { readonly [Tag in keyof Tags]: Attributes<Tags[Tag]> };

/** Names the property that holds what stands inside a tag. */
export interface ElementChildrenAttribute {
  readonly children: unknown;
}
