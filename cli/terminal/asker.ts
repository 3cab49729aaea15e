import type { Readable, Writable } from 'node:stream';

/** Asks the person at the terminal, with prompts of @clack/prompts on standard error. */
export interface Asker {
  /** Whether somebody can answer: standard input and standard error are terminals. */
  readonly canAsk: boolean;
  /** A yes or no; no is the default, and what Ctrl-C and Escape mean. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** A line of text; undefined when the person broke off. */
  readonly text: (question: TextQuestion) => Promise<string | undefined>;
  /** A line that is not shown; undefined when the person broke off. */
  readonly secret: (message: string) => Promise<string | undefined>;
  /** One of a few values; undefined when the person broke off. */
  readonly choice: (question: ChoiceQuestion) => Promise<string | undefined>;
}

export interface TextQuestion {
  readonly message: string;
  /** Answer that Enter gives. */
  readonly initial?: string;
  /** What is wrong with an answer, and what to type instead; undefined when it is right. */
  readonly problemOf?: (text: string) => string | undefined;
}

export interface ChoiceQuestion {
  readonly message: string;
  readonly values: readonly { readonly value: string; readonly hint?: string }[];
}

/** Streams that an {@link Asker} asks on. */
export interface AskingStreams {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

/** Asks on a terminal. Where nobody can answer, every question is answered by breaking off. */
export const askerOn = (streams: AskingStreams): Asker => {
  const canAsk = streams.input.isTTY === true && streams.output.isTTY === true;
  // Loaded at the first question, because few commands ask.
  const asking = async (
    ask: (prompts: typeof import('@clack/prompts')) => Promise<string | boolean | symbol>,
  ) => (canAsk ? ask(await import('@clack/prompts')) : undefined);
  const line = async (ask: Parameters<typeof asking>[0]): Promise<string | undefined> => {
    const answer = await asking(ask);
    return typeof answer === 'string' ? answer : undefined;
  };
  return {
    canAsk,
    confirm: async (message) =>
      (await asking(({ confirm }) => confirm({ message, initialValue: false, ...streams }))) ===
      true,
    text: ({ message, initial, problemOf }) =>
      line(({ text }) =>
        text({
          message,
          ...streams,
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...(problemOf === undefined ? {} : { validate: (value = '') => problemOf(value) }),
        }),
      ),
    secret: (message) => line(({ password }) => password({ message, ...streams })),
    choice: ({ message, values }) =>
      line(({ select }) => select<string>({ message, options: [...values], ...streams })),
  };
};
