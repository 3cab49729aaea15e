import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTemplate } from '../../../shared/templates/parse-template.ts';
import { renderTemplate } from '../../../shared/templates/render-template.ts';
import { renderingExamples } from '../../fixtures/ses-rendering-examples.ts';

const textOf = (source: string, data: unknown): unknown => {
  const rendered = renderTemplate(source, data);
  return rendered.kind === 'rendered' ? rendered.text : rendered;
};

describe('template rendering', () => {
  it.each([
    ['Hello {{name}}', { name: 'Ann' }, 'Hello Ann'],
    ['{{ a.b }} {{{a.b}}}', { a: { b: '<&>' } }, '<&> <&>'],
    ['{{#if ok}}yes{{else}}no{{/if}}', { ok: false }, 'no'],
    ['{{#if there}}yes{{/if}}.', {}, '.'],
    ['{{#unless list}}none{{/unless}}', { list: [] }, 'none'],
    [
      '{{#each items}}{{@index}}:{{name}}/{{../cur}} {{/each}}',
      { cur: 'EUR', items: [{ name: 'a' }, { name: 'b' }] },
      '0:a/EUR 1:b/EUR ',
    ],
    ['{{#each list}}{{this}}{{#unless @last}},{{/unless}}{{/each}}', { list: [1, 2] }, '1,2'],
    ['{{#with user}}{{name}}{{/with}}', { user: { name: 'Ann' } }, 'Ann'],
    ['{{#* inline "sig"}}-- {{name}}{{/inline}}{{> sig}}', { name: 'Ann' }, '-- Ann'],
    ['a{{! not shown }}b{{!-- nor {{this}} --}}c', {}, 'abc'],
    ['{{#if a}}1{{else if b}}2{{else}}3{{/if}}', { b: true }, '2'],
    ['{{#each items as |item|}}{{item.a}}{{/each}}', { items: [{ a: 1 }] }, '1'],
    ['{{#items}}{{a}}{{/items}}', { items: [{ a: 1 }, { a: 2 }] }, '12'],
    ['{{items.[0].a}} {{@root.cur}}', { cur: 'EUR', items: [{ a: 1 }] }, '1 EUR'],
    ['{{lookup map "x"}}', { map: { x: 1 } }, '1'],
    ['a {{~ b ~}} c', { b: 'b' }, 'abc'],
    ['{{empty}}{{no}}{{zero}}', { empty: '', no: false, zero: 0 }, 'false0'],
    ['{{map}}', { map: { x: [1] } }, '{"x":[1]}'],
    ['x{{ses:openTracker}}', {}, 'x{{ses:openTracker}}'],
  ])('renders %s', (source, data, text) => {
    expect(textOf(source, data)).toBe(text);
  });

  it('names the attribute that is missing', () => {
    expect(renderTemplate('{{a}} {{user.name}}', { a: 1, user: {} })).toEqual({
      kind: 'missing',
      names: ['user.name'],
    });
  });

  it.each([
    ['\n {{x.y.z}} {{a}}', { x: { y: {} }, a: 1 }, 'x.y.z'],
    // A null is not there, as in SES; Handlebars alone would write nothing.
    ['{{website}}', { website: null }, 'website'],
    // Not what surrounds the item: `{{../cur}}` reads that.
    ['{{#each items}}{{cur}}{{/each}}', { cur: 'EUR', items: [{}] }, 'cur'],
    ['{{a.b.c}}', {}, 'a.b.c'],
    ['{{a.b}}', { a: 'text' }, 'a.b'],
    ['{{a.length}}', { a: 'text' }, 'a.length'],
    ['{{#each items as |item|}}{{item.a}}{{/each}}', { items: [{}] }, 'item.a'],
  ])('names all of the path that is missing: %j', (source, data, attribute) => {
    expect(renderTemplate(source, data)).toEqual({ kind: 'missing', names: [attribute] });
  });

  it('names all that is missing, each once, and at most twenty', () => {
    const many = Array.from({ length: 50 }, (_, index) => `{{v${index}}}`).join('');

    expect(renderTemplate('{{b}} {{a}} {{b}} {{c}}', { a: null, c: 1 })).toEqual({
      kind: 'missing',
      names: ['b', 'a'],
    });
    expect(renderTemplate(many, {})).toMatchObject({ names: { length: 20 } });
  });

  it.each<readonly [string, string, unknown]>([
    [
      'lists in lists in lists',
      '{{#each l}}{{#each @root.l}}{{#each @root.l}}x{{/each}}{{/each}}{{/each}}',
      { l: Array.from({ length: 1_000 }, () => 1) },
    ],
    [
      'partials that call partials',
      `${Array.from({ length: 40 }, (_, n) => `{{#*inline "p${n + 1}"}}{{> p${n}}}{{> p${n}}}{{/inline}}`).join('')}{{#*inline "p0"}}{{/inline}}{{> p40}}`,
      {},
    ],
    ['a long value, often', '{{a}}'.repeat(100), { a: 'x'.repeat(200_000) }],
    ['data in data', '{{a}}', JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)],
    ['blocks in blocks', `${'{{#if a}}'.repeat(200)}${'{{/if}}'.repeat(200)}`, {}],
    ['too many tags', '{{a}}'.repeat(10_001), { a: 1 }],
    ['too long a text', 'x'.repeat(512_001), {}],
  ])('ends in time, and says why: %s', (_, source, data) => {
    expect(renderTemplate(source, data)).toEqual({
      kind: 'malformed',
      problem: expect.stringMatching(/more than [\d,]+/),
    });
  });

  it.each(renderingExamples)(
    'renders the example of AWS: $name',
    ({ template, data, rendered }) => {
      expect(textOf(template, data)).toBe(rendered);
    },
  );

  it('says that a partial calls itself, and does not fail of it', () => {
    const source = '{{#*inline "p"}}{{> p}}{{/inline}}{{> p}}';

    expect(renderTemplate(source, {}).kind).toBe('malformed');
  });

  it('does not take what every object has for data', () => {
    expect(renderTemplate('{{constructor}}', {})).toEqual({
      kind: 'missing',
      names: ['constructor'],
    });
    expect(renderTemplate('{{__proto__}}', {})).toEqual({
      kind: 'missing',
      names: ['__proto__'],
    });
  });

  it.each([
    '{{#if a}}',
    '{{/if}}',
    '{{#if a}}{{/each}}',
    '{{name',
    '{{#loop a}}{{/loop}}',
    '{{a b}}',
    '{{log "x"}}',
  ])('refuses %s', (source) => {
    expect(parseTemplate(source).kind).toBe('malformed');
  });

  it('property: never throws, and leaves text without braces alone', () =>
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({
          unit: fc.constantFrom('{{', '}}', '#if', '/if', ' ', 'a', '{', '}', '!', '>', '"'),
        }),
        (text, braces) => {
          renderTemplate(braces, { a: 1 });
          fc.pre(!text.includes('{{'));
          expect(textOf(text, {})).toBe(text);
        },
      ),
    ));
});
