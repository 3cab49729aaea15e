import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkTemplate, render } from '../../../simulator/account/templates.ts';
import { parseTemplate, renderTemplate } from '../../../simulator/sending/template-rendering.ts';

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
      attribute: 'user.name',
    });
  });

  it.each([
    ['\n {{x.y.z}} {{a}}', { x: { y: {} }, a: 1 }, 'x.y.z'],
    // A null is not there, as in SES; Handlebars alone would write nothing.
    ['{{website}}', { website: null }, 'website'],
    // Not what surrounds the item: `{{../cur}}` reads that.
    ['{{#each items}}{{cur}}{{/each}}', { cur: 'EUR', items: [{}] }, 'cur'],
  ])('names all of the path that is missing: %j', (source, data, attribute) => {
    expect(renderTemplate(source, data)).toEqual({ kind: 'missing', attribute });
  });

  it('says that a partial calls itself, and does not fail of it', () => {
    const source = '{{#*inline "p"}}{{> p}}{{/inline}}{{> p}}';

    expect(renderTemplate(source, {}).kind).toBe('malformed');
  });

  it('does not take what every object has for data', () => {
    expect(renderTemplate('{{constructor}}', {})).toEqual({
      kind: 'missing',
      attribute: 'constructor',
    });
    expect(renderTemplate('{{__proto__}}', {})).toEqual({
      kind: 'missing',
      attribute: '__proto__',
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

describe('templates', () => {
  const template = {
    name: 'Welcome',
    subject: 'Hi {{name}}',
    text: '{{greeting}}',
    html: undefined,
  };

  it('replaces default data by the data of a recipient', () => {
    expect(render(template, '{"name":"you","greeting":"Hello"}', '{"name":"Ann"}')).toEqual({
      kind: 'rendered',
      subject: 'Hi Ann',
      text: 'Hello',
      html: undefined,
    });
  });

  it('merges data name by name, in objects too, and replaces a list as a whole', () => {
    const nested = { ...template, text: '{{a.x}} {{a.y}} {{#each l}}{{this}}{{/each}} {{b}}' };

    expect(
      render(
        { ...nested, subject: 'Hi' },
        '{"a":{"x":1,"y":{"z":1}},"l":[1,2,3],"b":"b"}',
        '{"a":{"y":2},"l":[4]}',
      ),
    ).toMatchObject({ text: '1 2 4 b' });
  });

  it('fails on data nested too deep, and not by it', () => {
    const deep = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;

    expect(render(template, '{}', deep)).toMatchObject({ code: 'InvalidRenderingParameter' });
  });

  it('fails in the words of SES when an attribute is missing', () => {
    expect(render(template, '{"name":"Ann"}')).toEqual({
      kind: 'failed',
      code: 'MissingRenderingAttribute',
      message: "Attribute 'greeting' is not present in the rendering data.",
    });
  });

  it.each(['', '[1]', 'null', '{"a":'])('fails when the data is %j', (data) => {
    expect(render(template, data)).toMatchObject({
      kind: 'failed',
      code: 'InvalidRenderingParameter',
    });
  });

  it('checks a template before it is kept', () => {
    expect(checkTemplate(template)).toBeUndefined();
    expect(checkTemplate({ ...template, subject: '' })?.code).toBe('InvalidTemplate');
    expect(checkTemplate({ ...template, text: '{{#if a}}' })?.code).toBe('InvalidTemplate');
    expect(checkTemplate({ ...template, html: 'x'.repeat(512_001) })?.code).toBe('InvalidTemplate');
    expect(checkTemplate({ ...template, name: 'a b' })?.code).toBe('InvalidParameterValue');
  });
});
