/** The part of a stack's addresses that the examples use. */
interface ExampleEndpoints {
  /** URLs. */
  readonly queues: Readonly<Record<string, string>>;
  /** Names. */
  readonly tables: Readonly<Record<string, string>>;
  readonly buckets: Readonly<Record<string, string>>;
  readonly sesDoor: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  } | null;
}

/**
 * Variables that the examples of the documents use, with the values of this stack; none for what
 * the stack does not have.
 */
export const documentVariables = ({
  queues,
  tables,
  buckets,
  sesDoor,
}: ExampleEndpoints): Record<string, string> => {
  const all: Readonly<Record<string, string | undefined>> = {
    STAGE: stageIn(queues.transactional),
    TRANSACTIONAL_QUEUE: queues.transactional,
    BULK_QUEUE: queues.bulk,
    PAYLOAD_BUCKET: buckets.payload,
    TENANTS_TABLE: tables.tenants,
    SES_ENDPOINT: sesDoor?.endpoint,
    SES_REGION: sesDoor?.region,
    SES_KEY: sesDoor?.accessKeyId,
    SES_SECRET: sesDoor?.secretAccessKey,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
};

/** `dev` of `http://…/ses-pipeline-dev-transactional`. */
const stageIn = (queueUrl: string | undefined): string | undefined =>
  /\/ses-pipeline-(.+)-transactional$/.exec(queueUrl ?? '')?.[1];
