import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { bodyLimit } from 'hono/body-limit';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { carryOut } from './carry-out.ts';
import { findSubscription, type Known } from './find-subscription.ts';
import { offeredBy } from './offered-streams.ts';
import { type Moment, type Page, shortPage, subscriptionPage } from './pages.ts';
import type { UnsubscribePorts } from './ports.ts';
import { longestForm, readForm, type Wish } from './read-form.ts';
import { streamsLeft } from './streams-left.ts';
import { type Language, languages } from './words.ts';

const path = '/u/:tenantId/:token';

const moments: Readonly<Record<Wish['kind'], Moment>> = {
  leave: 'left',
  return: 'backAgain',
  choose: 'saved',
};

/**
 * The pages behind the links in mail. GET and HEAD show and never act, because programs open every
 * link of a mail; POST acts, with one answer however often it comes.
 *
 * @see RFC 8058
 */
export const createApp = (ports: UnsubscribePorts): Hono => {
  const app = new Hono();
  app.get(path, async (context) => {
    const known = await find(context, ports);
    return known === undefined
      ? answer(context, 404, shortPage(languageOf(context), 'unknown'))
      : show(context, 'ask', known, ports);
  });
  app.post(path, limited, async (context) => {
    const known = await find(context, ports);
    if (known === undefined) return answer(context, 404, shortPage(languageOf(context), 'unknown'));
    const wish = readForm(await formOf(context));
    if (wish === undefined)
      return answer(context, 400, shortPage(languageOf(context), 'notUnderstood'));
    await carryOut(wish, known, ports);
    return show(context, moments[wish.kind], known, ports);
  });
  app.all(path, (context) => context.body(null, 405, { allow: 'GET, HEAD, POST' }));
  app.notFound((context) => answer(context, 404, shortPage(languageOf(context), 'unknown')));
  app.onError((error, context) => {
    ports.log('error', 'An unsubscribe page failed.', { cause: nameOfError(error) });
    return answer(context, 503, shortPage(languageOf(context), 'failed'));
  });
  return app;
};

const limited = bodyLimit({
  maxSize: longestForm,
  onError: (context) => answer(context, 413, shortPage(languageOf(context), 'notUnderstood')),
});

/** The subscription of a link; undefined for every link that is not ours to the last character. */
const find = ({ req }: Context, ports: UnsubscribePorts): Promise<Known | undefined> => {
  const { tenantId = '', token = '' } = req.param();
  return findSubscription({ tenantId, token }, ports);
};

/** Fields of a form; none where it cannot be read. */
const formOf = async ({ req }: Context): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return await req.parseBody({ all: true });
  } catch {
    return {};
  }
};

const show = async (
  context: Context,
  moment: Moment,
  { subscription, stream }: Known,
  ports: UnsubscribePorts,
): Promise<Response> => {
  const tenant = await ports.findTenant(subscription.tenantId);
  const offered = offeredBy(tenant, ports.offered, stream);
  const left = await streamsLeft(subscription, offered, ports);
  // Whoever has left already is told so, and not asked again.
  const now = moment === 'ask' && left.has(stream) ? 'left' : moment;
  const language = languageOf(context);
  return answer(
    context,
    200,
    subscriptionPage(now, { language, name: tenant.name, stream, offered, left }),
  );
};

const languageOf = (context: Context): Language => {
  const chosen = accepts(context, {
    header: 'Accept-Language',
    supports: [...languages],
    default: 'en',
    match: (wanted, { supports, default: otherwise }) =>
      wanted
        .toSorted((one, other) => other.q - one.q)
        .map(({ type }) => type.split('-')[0]?.toLowerCase() ?? '')
        .find((type) => supports.includes(type)) ?? otherwise,
  });
  return languages.find((language) => language === chosen) ?? 'en';
};

type PageStatus = 200 | 400 | 404 | 413 | 503;

/** No cookie, no redirect, no script; nobody on the way keeps it, and no other site learns the link. */
const answer = async (context: Context, status: PageStatus, page: Page): Promise<Response> =>
  context.html(await page, status, {
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  });
