/** Tags of one link, as `ses:tags="product:book;genre:fiction"` names them. */
export type LinkTags = Readonly<Record<string, readonly string[]>>;

/** Tracking of one HTML body; undefined members are not tracked. */
export interface HtmlTracking {
  /** URL of the image. */
  readonly openUrl: string | undefined;
  /** URL to which a link leads instead. */
  readonly clickUrl: ((link: string, tags: LinkTags | undefined) => string) | undefined;
}

/**
 * @see https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html "How many links can be tracked
 * in each email?"
 */
const maxLinks = 250;

const anchor = /<a(?=[\s/])(?:"[^"]*"|'[^']*'|[^'"<>])*>/gi;

/** One attribute of a tag: its name, and its value in quotes or without. */
const attribute = /(?<!\s)\s+([^\s"'<>=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

/** Whether a link is properly encoded; SES does not track others. @see RFC 3986 */
const trackable = /^https?:\/\/(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/i;

/**
 * Changes an HTML body as SES does for tracking.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html
 */
export const trackHtml = (html: string, { openUrl, clickUrl }: HtmlTracking): string => {
  const linked = clickUrl === undefined ? html : trackLinks(html, clickUrl);
  return openUrl === undefined ? linked : addImage(linked, openUrl);
};

const unescapeHtml = (value: string): string =>
  value.replace(/&(?:amp|#38|#x26);/gi, '&').replace(/&(?:#39|#x27|apos);/gi, "'");

/** Matches a valid tag: letters, digits, hyphens and underscores. */
const readTags = (text: string): LinkTags => {
  const tags = new Map<string, readonly string[]>();
  for (const pair of text.split(';')) {
    const [, name, value] = /^\s*([\w-]+)\s*:\s*([\w-]+)\s*$/.exec(pair) ?? [];
    if (name !== undefined && value !== undefined)
      tags.set(name, [...(tags.get(name) ?? []), value]);
  }
  return Object.fromEntries(tags);
};

const image = (url: string): string =>
  `<img alt="" src="${url}" style="display: none; width: 1px; height: 1px;">`;

/** SES's own attributes are always removed, whether or not the link is tracked. */
const withoutOwnAttributes = (tag: string): string =>
  tag.replace(attribute, (text, name: string) =>
    /^ses:(?:no-track|tags)$/i.test(name) ? '' : text,
  );

const trackLinks = (
  html: string,
  clickUrl: (link: string, tags: LinkTags | undefined) => string,
): string => {
  let tracked = 0;
  return html.replace(anchor, (tag) => {
    const found = new Map(
      [...tag.matchAll(attribute)].map(([, name = '', ...values]) => [
        name.toLowerCase(),
        values.find((value) => value !== undefined) ?? '',
      ]),
    );
    const link = unescapeHtml(found.get('href') ?? '').trim();
    const plain = withoutOwnAttributes(tag);
    if (found.has('ses:no-track') || !trackable.test(link) || tracked >= maxLinks) return plain;
    tracked += 1;
    const tags = found.get('ses:tags');
    const url = clickUrl(link, tags === undefined ? undefined : readTags(tags));
    return plain.replace(attribute, (text, name: string) =>
      name.toLowerCase() === 'href' ? ` href="${url}"` : text,
    );
  });
};

/**
 * Inserts the image at the first placeholder, else at the end of the body; further placeholders are
 * removed.
 */
const addImage = (html: string, url: string): string => {
  let placed = false;
  const filled = html.replace(/\{\{\s*ses:openTracker\s*\}\}/g, () => {
    const text = placed ? '' : image(url);
    placed = true;
    return text;
  });
  if (placed) return filled;
  const end = html.toLowerCase().lastIndexOf('</body');
  return end === -1 ? html + image(url) : html.slice(0, end) + image(url) + html.slice(end);
};
