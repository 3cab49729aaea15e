import * as z from 'zod/mini';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { tenantTopics } from '../../shared/aws/tenants/tenant-topics.ts';
import { feedbackEnvironment, feedbackPorts } from '../../shared/feedback/wiring.ts';
import { readEnvironment, text } from '../../shared/lambda/environment.ts';
import { cachedFetch } from './cached-fetch.ts';
import { knownTopics } from './known-topics.ts';
import type { WebhookPorts } from './receive-webhook.ts';
import { readCertificate } from './signing-certificate.ts';
import { snsHttps } from './sns-https.ts';
import { sparing } from './sparing.ts';
import { parseTopicArn } from './topic-arn.ts';

/** ARNs of topics, separated by commas; may be empty. */
const topicList = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list) => list.split(',').flatMap((arn) => arn.trim() || [])),
  ),
  z.array(z.string().check(z.refine((arn) => parseTopicArn(arn) !== undefined))),
);

/** Includes the variables that recording needs, so that one error names all that are missing. */
const schema = z.extend(feedbackEnvironment, {
  WEBHOOK_TOPICS: topicList,
  AWS_ENDPOINT_URL_SNS: z.optional(text),
});

/** Time limit of a request to SNS; ms. SNS itself waits 15 s for our response. */
const timeoutMs = 4_000;

/** Size limit of a response of SNS; bytes. A certificate has about 2 KB. */
const longestBytes = 65_536;

/** Capacity of the certificate cache. SNS has one or two certificates per region. */
const certificatesKept = 32;

/** Ports of receive-webhook, built on the first run of a container. */
export const webhookPorts = (): WebhookPorts => {
  ports ??= create();
  return ports;
};

const create = (): WebhookPorts => {
  const environment = readEnvironment(schema);
  const feedback = feedbackPorts();
  const { clock, log } = feedback;
  const fetchFromSns = snsHttps({
    timeoutMs,
    longestBytes,
    endpoint: environment.AWS_ENDPOINT_URL_SNS,
  });
  const fetchCertificate = sparing(
    async (url) => readCertificate(await fetchFromSns(url)),
    (url) => new URL(url).host,
    clock,
  );
  return {
    ...feedback,
    fetchFromSns,
    findCertificate: cachedFetch(fetchCertificate, certificatesKept),
    findTopicOwner: knownTopics({
      sharedTopics: environment.WEBHOOK_TOPICS,
      listTenantTopics: tenantTopics(documentClient(), environment.TABLE_TENANTS, (item) =>
        log('error', item.message),
      ),
      clock,
      log,
    }),
  };
};

let ports: WebhookPorts | undefined;
