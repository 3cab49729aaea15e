import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { renderTemplate } from '../../../shared/templates/render-template.ts';

/** The library itself, which compiles: strict, without escape, and with nothing around each item. */
const library = Handlebars.create();
const options = { strict: true, noEscape: true, knownHelpersOnly: true };

type Verdict = { readonly text: string } | 'missing' | 'crashed';

/** The library crashes where a name is looked up in a text or in nothing, except at the end of a path. */
const renderedByLibrary = (source: string, data: unknown): Verdict => {
  try {
    return { text: library.compile(source, options)(data) };
  } catch (error) {
    return error instanceof Error && /" not defined in /.test(error.message)
      ? 'missing'
      : 'crashed';
  }
};

/** Data whose objects Handlebars writes as JSON. */
const writable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(writable);
  if (typeof value !== 'object' || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([key, of]) => [key, writable(of)]));
  return Object.defineProperty(object, Symbol.toPrimitive, { value: () => JSON.stringify(object) });
};

// Handlebars adds two numbers that stand side by side, so something stands between all values.
const name = fc.constantFrom('a', 'b', 'c', 'd');
const path = fc.oneof(
  name,
  fc.tuple(name, name).map((names) => names.join('.')),
  fc.constantFrom('this.a', './b', '@root.a', '@root.b.c'),
);
const plain = fc.oneof(
  fc.constantFrom(
    'text',
    ' ',
    '\n',
    '\\{{a}} ',
    '{{! not {{this}}',
    '{{!-- {{x}} --}}',
    '{ }',
    '\n  ',
  ),
  path.map((text) => `{{${text}}} `),
  path.map((text) => `{{{${text}}}} `),
  path.map((text) => `.{{~ ${text} ~}}.`),
);
const { template } = fc.letrec<{ template: string; part: string }>((tie) => ({
  template: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 4 },
    plain,
    fc
      .tuple(
        fc.constantFrom('if', 'unless', 'each', 'with'),
        path,
        tie('template'),
        tie('template'),
      )
      .map(([block, on, body, other]) => `{{#${block} ${on}}}${body}{{else}}${other}{{/${block}}}`),
    fc.tuple(name, tie('template')).map(([on, body]) => `{{#${on}}}${body}{{/${on}}}`),
    fc.tuple(name, tie('template')).map(([on, body]) => `{{^${on}}}${body}{{/${on}}}`),
    fc
      .tuple(path, tie('template'))
      .map(([on, body]) => `{{#each ${on}}}\n{{@index}} {{@key}} {{@first}} ${body}\n{{/each}}\n`),
    fc
      .tuple(name, tie('template'))
      .map(
        ([partial, body]) => `{{#*inline "${partial}"}}${body}{{/inline}}\n  {{> ${partial}}}\n`,
      ),
    path.map((on) => `{{#each ${on}}}{{../a}} {{/each}}`),
    fc.tuple(path, name).map(([on, key]) => `{{lookup ${on} "${key}"}} `),
  ),
}));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('', 'x', 'two words', 0, 7, 1.5, true, false, '<&>'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value')),
  ),
}));

describe('rendering without compiling', () => {
  it('property: renders what Handlebars renders, and misses what Handlebars misses', () => {
    const counts = { rendered: 0, missing: 0 };
    fc.assert(
      fc.property(template, fc.dictionary(name, value, { minKeys: 2 }), (source, data) => {
        const expected = renderedByLibrary(source, writable(data));
        const actual = renderTemplate(source, data);
        if (expected === 'crashed') return;
        if (expected === 'missing') {
          counts.missing += 1;
          expect(actual.kind).toBe('missing');
          return;
        }
        counts.rendered += 1;
        expect(actual).toEqual({ kind: 'rendered', text: expected.text });
      }),
      { numRuns: 1_000 },
    );
    expect(counts.rendered).toBeGreaterThan(300);
    expect(counts.missing).toBeGreaterThan(50);
  });
});
