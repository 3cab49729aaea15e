import { describe, expect, it } from '@jest/globals';
import { checkTemplate, render } from '../../../simulator/account/templates.ts';

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
