import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Submission } from '../../shared/ses-api/wire/submission.ts';
import { type ConfigurationSet, topicsFor } from '../account/configuration-sets.ts';
import { changeHtmlParts } from './html-parts.ts';
import { type LinkTags, trackHtml } from './tracked-html.ts';

/** The content of a tracking URL. */
export type Tracked =
  | { readonly kind: 'open'; readonly messageId: string }
  | {
      readonly kind: 'click';
      readonly messageId: string;
      readonly link: string;
      readonly linkTags: LinkTags | undefined;
    };

type TrackingWish = Partial<Submission['tracking']>;

export interface Tracking {
  /**
   * The message as it goes out with this configuration set; unchanged when nothing is tracked.
   *
   * @param wish - what the call itself says (`ConfigurationOverrides`), before the set
   */
  readonly track: (
    mime: Buffer,
    messageId: string,
    set: ConfigurationSet | undefined,
    wish?: TrackingWish,
  ) => Buffer;
  /** Parses the path of a tracking URL; undefined for any other path. */
  readonly read: (path: string) => Tracked | undefined;
}

/**
 * Tracks opens and clicks as SES does when a destination of the configuration set lists such
 * events: with an image in each HTML body, and links that lead through SES. Tracking URLs are
 * signed, so that nobody can make the simulator redirect elsewhere.
 *
 * @param baseUrl - gives the URL of the simulator; called when a URL is written
 */
export const createTracking = (baseUrl: () => string): Tracking => {
  const secret = randomBytes(32);
  const sign = (path: string): string =>
    createHmac('sha256', secret).update(path).digest('base64url');
  const isSigned = (path: string, signature: string): boolean => {
    const expected = Buffer.from(sign(path));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  };
  const url = (set: ConfigurationSet, path: string, isOpen: boolean, link: string): string => {
    const own = set.trackingOptions;
    const base =
      own === undefined
        ? baseUrl()
        : `${schemeOf(own.httpsPolicy, isOpen, link)}://${own.customRedirectDomain}`;
    return `${base}${path}/${sign(path)}`;
  };

  return {
    track: (mime, messageId, set, wish = {}) => {
      if (set === undefined) return mime;
      const tracks = (event: 'open' | 'click', asked: TrackingWish['opens']): boolean =>
        asked === undefined ? topicsFor(set, event).length > 0 : asked === 'ENABLED';
      const openUrl = tracks('open', wish.opens)
        ? url(set, `/I0/${messageId}`, true, '')
        : undefined;
      const clickUrl = !tracks('click', wish.clicks)
        ? undefined
        : (link: string, tags: LinkTags | undefined) =>
            url(
              set,
              `/L0/${encodeURIComponent(link)}/${encodeTags(tags)}/${messageId}`,
              false,
              link,
            );
      if (openUrl === undefined && clickUrl === undefined) return mime;
      return changeHtmlParts(mime, (html) => trackHtml(html, { openUrl, clickUrl }));
    },
    read: (path) => {
      const [, signed = '', signature = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
      if (!isSigned(signed, signature)) return undefined;
      const [, kind, ...rest] = signed.split('/');
      if (kind === 'I0') return { kind: 'open', messageId: rest[0] ?? '' };
      const link = decode(rest[0] ?? '');
      return link === undefined
        ? undefined
        : {
            kind: 'click',
            link,
            linkTags: decodeTags(decode(rest[1] ?? '') ?? '1'),
            messageId: rest[2] ?? '',
          };
    },
  };
};

const encodeTags = (tags: LinkTags | undefined): string =>
  tags === undefined
    ? '1'
    : encodeURIComponent(
        Object.entries(tags)
          .flatMap(([name, values]) => values.map((value) => `${name}:${value}`))
          .join(';'),
      );

const decodeTags = (text: string): LinkTags | undefined => {
  if (text === '1') return undefined;
  const tags = new Map<string, string[]>();
  for (const pair of text.split(';')) {
    const [name = '', value = ''] = pair.split(':');
    if (name !== '') tags.set(name, [...(tags.get(name) ?? []), value]);
  }
  return Object.fromEntries(tags);
};

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Scheme, `http` or `https`, of a tracking URL on the sender's own domain. */
const schemeOf = (policy: string, isOpen: boolean, link: string): string => {
  if (policy === 'REQUIRE' || (policy === 'REQUIRE_OPEN_ONLY' && isOpen)) return 'https';
  return !isOpen && /^https:/i.test(link) ? 'https' : 'http';
};
