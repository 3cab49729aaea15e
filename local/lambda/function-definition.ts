/** A function as the template and its bundle define it. */
export interface FunctionDefinition {
  readonly name: string;
  /** `path/to/file.export`, without extension, inside the code directory. */
  readonly handler: string;
  readonly codeDirectory: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Environment variables: those of the template, and additional ones. */
  readonly environment: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId: string;
  /** Whether containers are started ahead of need; the function's environment says so. */
  readonly isProvisioned?: boolean;
  /** Nice value of its processes, 0 (the default) to 19: how far they give way to others. */
  readonly niceness?: number;
}

export const functionArn = ({ region, accountId, name }: FunctionDefinition): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;
