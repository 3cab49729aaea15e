/** A template as the renderer sees it: what SES knows of Handlebars, and nothing else. */
export interface Body {
  readonly parts: readonly Part[];
  /** Names of block parameters: `as |item index|`. */
  readonly names: readonly string[];
  /** Inline partials, by name; they are known in the whole body. */
  readonly partials: ReadonlyMap<string, Body>;
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Expression }
  | {
      readonly kind: 'block';
      readonly block: 'if' | 'unless' | 'each' | 'with' | 'section';
      readonly subject: Expression;
      /** Of `if` and `unless`: 0 counts as something. */
      readonly includeZero: Expression | undefined;
      readonly body: Body;
      readonly otherwise: Body;
    }
  | {
      readonly kind: 'partial';
      readonly name: string;
      readonly context: Expression | undefined;
      readonly values: readonly (readonly [name: string, value: Expression])[];
      /** Put before each line. */
      readonly indent: string;
      /** Content of a partial block: rendered by `{{> @partial-block}}`, or when there is no partial. */
      readonly content: Body | undefined;
    };

export type Expression =
  | Path
  | { readonly kind: 'literal'; readonly value: string | number | boolean | undefined }
  | { readonly kind: 'lookup'; readonly of: Expression; readonly key: Expression };

export interface Path {
  readonly kind: 'path';
  /** As the template writes it: `contact.firstName`. */
  readonly text: string;
  /** `@index` and the like are no values of the data. */
  readonly isData: boolean;
  /** Number of `../`. */
  readonly up: number;
  /** `this.name` or `./name`: no block parameter. */
  readonly isScoped: boolean;
  readonly names: readonly string[];
}
