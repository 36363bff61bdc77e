/** A single-file component, compiled by the build. */
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  // biome-ignore lint/style/noDefaultExport: this is how Vue gives a component
  export default component;
}
