// The Lambda runtime client: loads the handler of a bundle, then takes one invocation after the
// other from the Runtime API until it is killed. Plain JavaScript without dependencies, so that the
// time to start is the bundle's own.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const environment = process.env;

/**
 * Sets the clock of this process wrong by so many milliseconds, before anybody has read it. Timers
 * are not touched.
 */
const skewClock = (skewMs) => {
  const trueNow = Date.now;
  const now = () => trueNow() + skewMs;
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
  });
};
if (environment.LOCAL_CLOCK_SKEW_MS !== undefined)
  skewClock(Number(environment.LOCAL_CLOCK_SKEW_MS));

const [host, port] = environment.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * @returns {Promise<{status: number, headers: import('node:http').IncomingHttpHeaders, body:
 * string}>}
 */
const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const headers =
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(
      { host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers },
      (incoming) => {
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** The error object that Lambda gives to the caller. */
const toFunctionError = (thrown, errorType) =>
  thrown instanceof Error
    ? {
        errorType: errorType ?? thrown.name,
        errorMessage: thrown.message,
        trace: (thrown.stack ?? '').split('\n'),
      }
    : { errorType: errorType ?? typeof thrown, errorMessage: String(thrown), trace: [] };

const logError = (requestId, label, functionError) =>
  process.stderr.write(
    `${new Date().toISOString()}\t${requestId}\tERROR\t${label}\t${JSON.stringify(functionError)}\n`,
  );

class InitError extends Error {
  constructor(errorType, message, options) {
    super(message, options);
    this.errorType = errorType;
  }
}

const loadHandler = async () => {
  const definition = environment._HANDLER;
  const dot = definition.lastIndexOf('.');
  const [stem, name] = [definition.slice(0, dot), definition.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => join(environment.LAMBDA_TASK_ROOT, stem + extension))
    .find((path) => existsSync(path));
  if (file === undefined)
    throw new InitError('Runtime.ImportModuleError', `Cannot find module '${stem}'`);
  const loaded = await import(pathToFileURL(file).href);
  // A CommonJS bundle arrives as the default export.
  const handler = loaded[name] ?? loaded.default?.[name];
  if (handler === undefined)
    throw new InitError('Runtime.HandlerNotFound', `${definition} is undefined or not exported`);
  if (typeof handler !== 'function')
    throw new InitError('Runtime.HandlerNotFound', `${definition} is not a function`);
  // Now, because a container ends by a kill.
  flushCompileCache();
  return handler;
};

const contextOf = (headers) => {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
};

let requestId = '';

const reportAndExit = async (thrown, errorType, exitCode) => {
  const functionError = toFunctionError(thrown, errorType);
  logError(requestId, errorType, functionError);
  if (requestId !== '')
    await call('POST', `invocation/${requestId}/error`, JSON.stringify(functionError)).catch(
      () => undefined,
    );
  process.exit(exitCode);
};
process.on('uncaughtException', (error) => reportAndExit(error, 'Runtime.UncaughtException', 129));
process.on('unhandledRejection', (reason) =>
  reportAndExit(reason, 'Runtime.UnhandledPromiseRejection', 128),
);

const runOnce = async (handler) => {
  const { headers, body } = await call('GET', 'invocation/next');
  requestId = headers['lambda-runtime-aws-request-id'];
  environment._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  let path = 'response';
  let answer;
  try {
    answer = JSON.stringify(await handler(JSON.parse(body), contextOf(headers))) ?? 'null';
  } catch (thrown) {
    const functionError = toFunctionError(thrown);
    logError(requestId, 'Invoke Error', functionError);
    path = 'error';
    answer = JSON.stringify(functionError);
  }
  await call('POST', `invocation/${requestId}/${path}`, answer);
  requestId = '';
};

let handler;
try {
  handler = await loadHandler();
} catch (thrown) {
  const errorType =
    thrown instanceof InitError
      ? thrown.errorType
      : thrown instanceof SyntaxError
        ? 'Runtime.UserCodeSyntaxError'
        : undefined;
  const functionError = toFunctionError(thrown, errorType);
  logError('', 'Uncaught Exception', functionError);
  await call('POST', 'init/error', JSON.stringify(functionError)).catch(() => undefined);
  process.exit(1);
}

try {
  while (true) await runOnce(handler);
} catch {
  // The Runtime API is gone, and with it every reason to run.
  process.exit(0);
}
