import {
  CreateEmailTemplateCommand,
  TestRenderEmailTemplateCommand,
  UpdateEmailTemplateCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { templateReasons } from '../../../shared/email/template-reasons.ts';
import { renderTemplate } from '../../../shared/templates/render-template.ts';
import { type SimulatedSes, simulateSes } from '../../simulator/simulated-ses.ts';

const reasonsFor = (subject: string, data: Record<string, unknown>) =>
  templateReasons({ content: { subject, text: 'x' }, data });

describe('a template in a message', () => {
  it.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['Hi {{name}}', { name: 'Ann' }, []],
    ['No value', {}, []],
    ['{{amazonSESUnsubscribeUrl}}', {}, []],
    [
      'Hi {{name}}, {{user.city}}',
      { name: null, user: { town: 'secret' } },
      [
        'template.data.name: is missing or null, and template.content.subject needs it; add it',
        'template.data.user.city: is missing or null, and template.content.subject needs it; add it',
      ],
    ],
    [
      '{{[ann@example.com]}}',
      {},
      ['template.data: lacks a value that template.content.subject needs; compare their names'],
    ],
    [
      '{{#if vip}}Dear{{/if}}',
      { vip: true },
      [
        'template.content.subject: has blocks or partials, which SES takes in stored templates only; store it, and give its name',
      ],
    ],
    [
      'Hi {{name',
      { name: 'Ann' },
      [
        'template.content.subject: cannot be rendered; look at its {{ and }}, of which it may have 10000',
      ],
    ],
  ])('%j', (subject, data, reasons) => {
    expect(reasonsFor(subject, data)).toEqual(reasons);
  });

  it('is checked in all its parts, and a stored template in none', () => {
    const content = { subject: '{{a}}', text: '{{b}}', html: '{{a}} {{c}}' };

    expect(templateReasons({ content, data: { b: 1 } })).toHaveLength(3);
    expect(templateReasons({ name: 'Welcome', data: {} })).toEqual([]);
  });
});

describe('beside SES', () => {
  let simulated: SimulatedSes;
  beforeAll(async () => {
    simulated = await simulateSes({});
  });
  afterAll(() => simulated.close());

  const name = fc.constantFrom('a', 'b', 'c', 'name', 'first_name');
  const path = fc.oneof(
    name,
    fc.tuple(name, name).map((names) => names.join('.')),
  );
  const source = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'Hello ',
          '<b>',
          '& ',
          '{ } ',
          '\\{{a}} ',
          '{{! {{ }}',
          'é ',
          '{{!-- {{x}} --}}',
        ),
        path.map((text) => `{{${text}}} `),
        path.map((text) => `{{{ ${text} }}}`),
        path.map((text) => ` {{~ this.${text} ~}} `),
      ),
      { maxLength: 5 },
    )
    .map((parts) => `.${parts.join('')}`);
  const scalar = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const data = fc.dictionary(name, fc.oneof(scalar, fc.dictionary(name, scalar)));

  it('property: SES renders what is let through, to the same text, and nothing of what is refused', async () => {
    const { ses2, errorOf } = simulated;
    const content = (Text: string) => ({ Subject: 's', Text });
    await ses2.send(
      new CreateEmailTemplateCommand({ TemplateName: 't', TemplateContent: content('x') }),
    );
    const counts = { passed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(source, data, async (text, values) => {
        await ses2.send(
          new UpdateEmailTemplateCommand({
            TemplateName: 't',
            TemplateContent: content(`${text}.`),
          }),
        );
        const asked = ses2.send(
          new TestRenderEmailTemplateCommand({
            TemplateName: 't',
            TemplateData: JSON.stringify(values),
          }),
        );
        const isRefused =
          templateReasons({ content: { subject: 's', text }, data: values }).length > 0;
        if (isRefused) {
          counts.refused += 1;
          expect((await errorOf(asked)).message).toContain('is not present in the rendering data');
          return;
        }
        counts.passed += 1;
        const { text: arrived = '' } = await PostalMime.parse((await asked).RenderedTemplate ?? '');
        expect(renderTemplate(`${text}.`, values)).toEqual({
          kind: 'rendered',
          text: arrived.replace(/\n$/, ''),
        });
      }),
      { numRuns: 500 },
    );
    expect(counts.passed).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  });
});
