/** Modules found by a pattern: Vite puts them in when it runs the tests. */
interface ImportMeta {
  glob<Module>(
    pattern: string,
    options: { readonly eager: true; readonly query?: '?raw'; readonly import?: 'default' },
  ): Readonly<Record<string, Module>>;
}
