/** Values of all parameters, each of which is allowed by itself. */
export type ParameterValues = Readonly<Record<string, string>>;

/** Rules that values break together: the parameter, and what is wrong. */
export const brokenRules = (
  values: ParameterValues,
): readonly { readonly name: string; readonly problem: string }[] =>
  parameterRules
    .filter(({ isBroken }) => isBroken(values))
    .map(({ name, problem }) => ({ name, problem }));

interface ParameterRule {
  /** The parameter to change. */
  readonly name: string;
  readonly isBroken: (values: ParameterValues) => boolean;
  /** What is wrong, and what to give instead. */
  readonly problem: string;
}

const isAtLeast = (values: ParameterValues, one: string, other: string): boolean =>
  Number(values[one]) >= Number(values[other]);

/** What parameters ask of each other. */
const parameterRules: readonly ParameterRule[] = [
  {
    name: 'smtpServer',
    isBroken: ({ transport, smtpServer }) => transport === 'smtp' && smtpServer === '',
    problem: 'is required with transport=smtp: host:port of the server that takes all mail',
  },
  {
    name: 'smtpServer',
    isBroken: ({ transport, smtpServer }) => transport === 'ses' && smtpServer !== '',
    problem: 'counts only with transport=smtp, which is ses',
  },
  {
    name: 'trackingHttps',
    isBroken: ({ trackingDomain, trackingHttps }) =>
      trackingDomain === '' && trackingHttps !== 'OPTIONAL',
    problem: 'counts only with a trackingDomain, and none is given',
  },
  {
    name: 'pipelineEventAddresses',
    isBroken: ({ pipelineEvents, pipelineEventAddresses }) =>
      pipelineEvents === 'off' && pipelineEventAddresses === 'hashed',
    problem: 'counts only with pipelineEvents, which is off',
  },
  {
    name: 'canaryFrom',
    isBroken: ({ canaryMinutes, canaryFrom }) => canaryMinutes !== '0' && canaryFrom === '',
    problem: 'is required with canaryMinutes: an address of a verified identity',
  },
  {
    name: 'tokenKeysUrl',
    isBroken: ({ tokenIssuer, tokenKeysUrl }) => tokenIssuer !== '' && tokenKeysUrl === '',
    problem: 'is required with tokenIssuer: without keys, the API refuses every request',
  },
  {
    name: 'tokenIssuer',
    isBroken: ({ tokenIssuer, tokenKeysUrl }) => tokenIssuer === '' && tokenKeysUrl !== '',
    problem: 'is required with tokenKeysUrl: without an issuer, the API refuses every request',
  },
  {
    name: 'bounceWarnPercent',
    isBroken: (values) => isAtLeast(values, 'bounceWarnPercent', 'bouncePausePercent'),
    problem: 'must be below bouncePausePercent',
  },
  {
    name: 'complaintWarnPercent',
    isBroken: (values) => isAtLeast(values, 'complaintWarnPercent', 'complaintPausePercent'),
    problem: 'must be below complaintPausePercent',
  },
];
