import { regionPattern, type Topic } from './topic-arn.ts';

/**
 * The whole of the only URL that a signing certificate may have. It is compared as text, before any
 * parser of URLs has seen it, so there is no second opinion on what its host is: no user name,
 * port, other case, escape, trailing dot or name in another script fits.
 */
const certificateUrl = new RegExp(
  `^https://sns\\.(${regionPattern})\\.(amazonaws\\.com(?:\\.cn)?)/SimpleNotificationService-[0-9a-f]{8,64}\\.pem$`,
);

/**
 * Whether the certificate of a topic may be fetched from there: an endpoint of SNS itself in the
 * region of the topic, over HTTPS, at the default port, under the name that SNS gives its
 * certificates.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const isCertificateUrl = (text: string, topic: Topic): boolean => {
  const [, region, suffix] = certificateUrl.exec(text) ?? [];
  return region === topic.region && suffix === topic.suffix;
};

const originOf = ({ region, suffix }: Topic): string => `https://sns.${region}.${suffix}`;

/**
 * Whether a URL is one of SNS in the region of the topic, as the SubscribeURL of its messages is.
 */
export const isSubscribeUrl = (text: string, topic: Topic): boolean =>
  text.startsWith(`${originOf(topic)}/?`);

/**
 * Where a subscription is confirmed. Made of topic and token, so that nothing a message says
 * decides where the request goes or what it asks.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export const confirmationUrl = (topic: Topic, token: string): string =>
  `${originOf(topic)}/?${new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topic.arn, Token: token, Version: '2010-03-31' })}`;
