/** What a node of any of the views shows, free of VS Code. */
export interface ViewNode {
  /** The same for the same thing as long as it is there, so that what is expanded stays so. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Markdown; empty: none. */
  readonly tooltip: string;
  readonly icon: { readonly name: string; readonly color?: string };
  /** `firn:<kind>` and its facets, each after a `+`; what menus match. */
  readonly contextValue: string;
  readonly expanded: boolean;
}
