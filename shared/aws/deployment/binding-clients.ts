import type { IAMClient } from '@aws-sdk/client-iam';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { WaitToAsk } from '../ses/ask-ses.ts';

/** What finding bindings needs. */
export interface BindingClients {
  readonly iam: IAMClient;
  readonly sesv2: SESv2Client;
  /** Waits before a call that SES throttled is made again. */
  readonly wait: WaitToAsk;
  /** ARN of a configuration set, by its name. */
  readonly configurationSetArn: (name: string) => string;
}
