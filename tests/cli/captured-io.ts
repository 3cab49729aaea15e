/** What a command printed. */
export const capturedIo = () => {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    print: (line: string) => void out.push(line),
    printError: (line: string) => void err.push(line),
  };
};
