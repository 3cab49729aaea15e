import type { buildApp } from 'fauxqs';

/** The three operations that return a queue's URL. */
const answersWithQueueUrl = /^AmazonSQS\.(CreateQueue|GetQueueUrl|ListQueues)$/;

/**
 * Matches the host `sqs.<region>.localhost:<port>` that fauxqs invents and most machines cannot
 * resolve.
 */
const unreachableHost = /\/\/sqs\.[a-z0-9-]+\.localhost(?=[:/])/g;

/**
 * Replaces the host of the queue URLs that fauxqs returns by one that every SDK can reach.
 */
export const withReachableQueueUrls = (
  app: ReturnType<typeof buildApp>,
  host = '127.0.0.1',
): void => {
  app.addHook('onSend', async (request, _reply, payload) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (typeof payload !== 'string' || !answersWithQueueUrl.test(target)) return payload;
    return payload.replaceAll(unreachableHost, `//${host}`);
  });
};

/**
 * Characters that SQS does not accept.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const refusedCharacter = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Accepts characters beyond U+FFFF, as SQS does. fauxqs tests UTF-16 code units one by one and
 * refuses every emoji.
 *
 * The expression is a constant inside fauxqs and is changed in place, before the first message.
 */
export const allowAllCharacters = async (): Promise<void> => {
  const inside: Readonly<Record<string, unknown>> = await import(
    new URL('./sqs/sqsTypes.js', import.meta.resolve('fauxqs')).href
  );
  const expression = inside.INVALID_MESSAGE_BODY_CHAR;
  if (expression instanceof RegExp) expression.compile(refusedCharacter.source, 'u');
};

/**
 * Largest S3 upload; bytes. AWS accepts 5 GB; fauxqs accepts 11 MiB, too little for a mail of 10 MB
 * in JSON.
 */
const objectLimitBytes = 64 * 1024 * 1024;

/** Replaces fauxqs's parser for object bodies by one with this limit. */
export const allowLargeObjects = (app: ReturnType<typeof buildApp>): void => {
  app.removeContentTypeParser('*');
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: objectLimitBytes },
    (_request, body, done) => done(null, body),
  );
};
