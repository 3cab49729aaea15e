import { fromEnv } from '@aws-sdk/credential-providers';

/**
 * Takes the place of the SDK's search for credentials in the bundles (`alias` in serverless.yml):
 * profiles, single sign-on, containers and instances are not where a Lambda function gets them.
 *
 * @see
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider: typeof fromEnv = (init) => {
  const read = fromEnv(init);
  // They stay as they are while a sandbox lives. Read anew for each request they would be a
  // fiftieth of its processor time.
  let credentials: ReturnType<typeof read> | undefined;
  return () => {
    credentials ??= read();
    return credentials;
  };
};
