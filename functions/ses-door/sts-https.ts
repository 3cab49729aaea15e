import type { AskSts } from './ports.ts';

/** STS's response is unusable. The message holds its status, never content. */
class StsDidNotAnswer extends Error {
  override readonly name = 'StsDidNotAnswer';
}

export interface StsHttpsOptions {
  /** Region whose STS is asked, for which the call must be signed. */
  readonly region: string;
  /** Time limit of a request; ms. */
  readonly timeoutMs: number;
  /** Base URL in place of STS's public endpoint, like AWS_ENDPOINT_URL_STS of the SDKs. */
  readonly endpoint?: string | undefined;
}

/** The call that a program has signed, to the byte. */
const call = {
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
  contentType: 'application/x-www-form-urlencoded; charset=utf-8',
} as const;

/**
 * Sends a program's signed call of GetCallerIdentity to STS. The URL and the body are the door's own:
 * a caller can make it ask nothing else.
 *
 * The SDK is not used, because it would sign the call itself.
 */
export const stsHttps =
  ({ region, timeoutMs, endpoint }: StsHttpsOptions): AskSts =>
  async ({ authorization, date, token, door }) => {
    const response = await fetch(endpoint ?? `https://sts.${region}.amazonaws.com/`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      body: call.body,
      headers: {
        authorization,
        'content-type': call.contentType,
        'x-amz-date': date,
        'x-amz-security-token': token,
        'x-ses-pipeline-door': door,
      },
    });
    const text = await response.text();
    if (response.status === 200) return /<Arn>([^<]{1,2048})<\/Arn>/.exec(text)?.[1];
    if (response.status >= 400 && response.status < 500) return undefined;
    throw new StsDidNotAnswer(`status ${response.status}`);
  };
