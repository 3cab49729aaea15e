import type { ParsedTemplate } from '../templates/parse-template.ts';
import { parsedTemplate } from '../templates/parsed-templates.ts';
import { renderParsed } from '../templates/render-template.ts';
import { templateLimits } from '../templates/template-limits.ts';
import type { EmailMessage } from './message-schema.ts';

type Template = NonNullable<EmailMessage['template']>;

/** Value that SES itself puts in for a list of contacts. */
const ofSes = { amazonSESUnsubscribeUrl: '' };

/** Value that the sender puts in, where the deployment adds one-click unsubscribe to the stream. */
export const ofSender: Template['data'] = { unsubscribeUrl: '' };

/**
 * Problems of a template that the message itself holds: SES accepts the mail, answers with an id, and
 * does not send it when something is missing in its data. No reason has a value of the data.
 *
 * @param putIn - values that are put in later, under those of the data
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html
 */
export const templateReasons = (
  { content, data }: Template,
  putIn: Template['data'] = {},
): readonly string[] => {
  if (content === undefined) return [];
  const whole = { ...ofSes, ...putIn, ...data };
  const reasons = [
    ...reasonsOf('subject', content.subject, whole),
    ...reasonsOf('text', content.text, whole),
    ...reasonsOf('html', content.html, whole),
  ];
  return [...new Set(reasons)];
};

const reasonsOf = (
  field: string,
  source: string | undefined,
  data: Template['data'],
): readonly string[] => {
  if (source === undefined) return [];
  const place = `template.content.${field}`;
  const parsed = parsedTemplate(source);
  return parsed.kind === 'parsed' && !parsed.isPlain
    ? [
        `${place}: has blocks or partials, which SES takes in stored templates only; store it, and give its name`,
      ]
    : missingReasons(place, parsed, data);
};

const missingReasons = (
  place: string,
  parsed: ParsedTemplate,
  data: Template['data'],
): readonly string[] => {
  const rendered = renderParsed(parsed, data);
  switch (rendered.kind) {
    case 'rendered':
      return [];
    case 'missing':
      return rendered.names.map((name) =>
        isShowable(name)
          ? `template.data.${name}: is missing or null, and ${place} needs it; add it`
          : `template.data: lacks a value that ${place} needs; compare their names`,
      );
    case 'malformed':
      return [
        `${place}: cannot be rendered; look at its {{ and }}, of which it may have ${templateLimits.tags}`,
      ];
    default:
      return rendered satisfies never;
  }
};

/** Whether the name of a value may be shown. An address in the place of a name must not be. */
const isShowable = (name: string): boolean =>
  /^[A-Za-z_][\w-]*(?:\.[\w-]+)*$/.test(name) && name.length <= 100;
