import { regionPattern, type Topic } from './topic-arn.ts';

/**
 * The only form that the URL of a signing certificate may have. The whole URL is matched as text,
 * before any URL parser reads it, so that no two parsers can disagree about its host: a user name,
 * port, other case, escape, trailing dot or name in another script does not match.
 */
const certificateUrl = new RegExp(
  `^https://sns\\.(${regionPattern})\\.(amazonaws\\.com(?:\\.cn)?)/SimpleNotificationService-[0-9a-f]{8,64}\\.pem$`,
);

/**
 * Whether a topic's signing certificate may be fetched from this URL: SNS's own endpoint in the
 * topic's region, over HTTPS at the default port, with the file name that SNS gives certificates.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const isCertificateUrl = (text: string, topic: Topic): boolean => {
  const [, region, suffix] = certificateUrl.exec(text) ?? [];
  return region === topic.region && suffix === topic.suffix;
};

const originOf = ({ region, suffix }: Topic): string => `https://sns.${region}.${suffix}`;

/** Whether a URL is at SNS's endpoint in the topic's region, as a genuine SubscribeURL is. */
export const isSubscribeUrl = (text: string, topic: Topic): boolean =>
  text.startsWith(`${originOf(topic)}/?`);

/**
 * URL that confirms a subscription. It is built from topic and token rather than taken from the
 * message, so that a message cannot decide where the request goes or what it asks.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export const confirmationUrl = (topic: Topic, token: string): string =>
  `${originOf(topic)}/?${new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topic.arn, Token: token, Version: '2010-03-31' })}`;
