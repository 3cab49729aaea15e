import { parseJson } from '../shared/system/parse-json.ts';
import type { CommunicationConfig } from '../shared/tenants/communication-config.ts';

export type { CommunicationConfig };

/** Where the API is, and who calls. */
export interface ApiOptions {
  /** Output `ApiUrl` of the stack. */
  readonly url: string;
  /** A token, or what gives one for each request, so that it may be renewed. */
  readonly token: string | (() => string | Promise<string>);
  /** Noun of the tenants in the paths; as the parameter `apiNoun`. Default `tenants`. */
  readonly noun?: string;
  /** Longest wait for an answer; ms. Default 30,000. */
  readonly timeoutMs?: number;
}

/** Configuration documents of tenants, over HTTP. */
export interface PipelineApi {
  /**
   * The document of a tenant as it stands; in place of a secret it has `********`.
   *
   * @throws ApiProblem
   */
  readonly getConfig: (tenantId: string) => Promise<CommunicationConfig>;
  /**
   * Puts a document in place of the one before, and resolves to what stands then.
   *
   * @throws ApiProblem
   */
  readonly putConfig: (
    tenantId: string,
    document: CommunicationConfig,
  ) => Promise<CommunicationConfig>;
}

/** The API refused, or did not answer as it does. docs/api.md lists the names. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** Status of HTTP. */
  readonly status: number;
  /** Name of the kind of problem, such as `invalid`; `unknown` when the answer is not the API's. */
  readonly problem: string;
  /** Each fault of the request with its place. */
  readonly errors: readonly string[];

  constructor(status: number, problem: string, detail: string, errors: readonly string[] = []) {
    super([`${status} ${problem}: ${detail}`, ...errors].join('\n'));
    this.status = status;
    this.problem = problem;
    this.errors = errors;
  }
}

/** Makes a {@link PipelineApi}. It sends nothing yet and does not fail. */
export const connectApi = (options: ApiOptions): PipelineApi => {
  const { url, noun = 'tenants' } = options;
  const configOf = (tenantId: string): string =>
    `${url.replace(/\/+$/, '')}/api/v1/${noun}/${encodeURIComponent(tenantId)}/communication/config`;
  return {
    getConfig: (tenantId) => request(options, 'GET', configOf(tenantId)),
    putConfig: (tenantId, document) => request(options, 'PUT', configOf(tenantId), document),
  };
};

const request = async (
  { token, timeoutMs = 30_000 }: ApiOptions,
  method: string,
  url: string,
  body?: object,
): Promise<CommunicationConfig> => {
  const bearer = typeof token === 'string' ? token : await token();
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const read = parseJson(await answer.text());
  if (!answer.ok || !isDocument(read)) throw problemOf(answer.status, read);
  return read;
};

/** Only a document has this field; the API's own schema has made the rest. */
const isDocument = (read: unknown): read is CommunicationConfig =>
  typeof read === 'object' && read !== null && 'email' in read;

const typePrefix = 'urn:ses-pipeline:problem:';

const problemOf = (status: number, body: unknown): ApiProblem => {
  const { type, detail, errors } = fieldsOf(body);
  if (typeof type !== 'string' || !type.startsWith(typePrefix))
    return new ApiProblem(
      status,
      'unknown',
      'The answer is not of the API; check url, and what stands before the API.',
    );
  const texts = Array.isArray(errors) ? errors.map(String) : [];
  return new ApiProblem(status, type.slice(typePrefix.length), String(detail ?? ''), texts);
};

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {};
