/** What is read of a report of Jest. */
export interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** So much of a failure tells what it is; the whole of it stands further up. */
const linesMax = 15;
const columnsMax = 200;

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/**
 * What failed: the tests with the first lines of their messages, and the files that could not even be
 * loaded. Lines of text, without colours and stacks.
 */
export function failuresOf(report: TestReport, relative: (file: string) => string): string[] {
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    const name = relative(file.name);
    // The message of the file says it all again, except where no test could tell.
    if (failed.length === 0) {
      return file.status === 'failed' ? [`failed: ${name}`, ...digest(file.message)] : [];
    }
    return failed.flatMap((test) => [
      `failed: ${test.fullName} (${name})`,
      ...digest(test.failureMessages.join('\n')),
    ]);
  });
}

function digest(message: string): string[] {
  const lines = message
    .replace(escapes, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*[:(]/.test(line));
  const shown = lines.slice(0, linesMax).map((line) => `    ${line.slice(0, columnsMax)}`);
  return lines.length > linesMax ? [...shown, '    …'] : shown;
}
