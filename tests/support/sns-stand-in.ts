import { createServer } from 'node:http';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { signingSns } from '../fakes/signing-sns.ts';

/**
 * SNS, for AWS_ENDPOINT_URL_SNS: gives out the certificate it signs with, valid now, and confirms
 * subscriptions.
 */
export const startSnsStandIn = async () => {
  const sns = signingSns();
  const requests: string[] = [];
  const pem = sns.certificate({
    validFromMs: Date.now() - 60_000,
    validToMs: Date.now() + 3_600_000,
  });
  const listener = await listenOnLoopback(
    createServer(({ url = '' }, response) => {
      requests.push(url);
      response.end(url.endsWith('.pem') ? pem : '<ConfirmSubscriptionResponse/>');
    }),
    0,
  );
  return { sns, url: `http://127.0.0.1:${listener.port}`, requests, stop: listener.close };
};
