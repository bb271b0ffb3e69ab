import type { ProblemCode } from '@eyrie/contracts';
import { problemGuide } from './problem-guide.ts';
import { titleOf, typeOf } from './problem.ts';

/** Every code that an answer may have, by name. */
export function listProblems(): ProblemCode[] {
  return Object.entries(problemGuide)
    .map(([code, [status, meaning, remedy]]) => {
      return { code, type: typeOf(code), status, title: titleOf(status), meaning, remedy };
    })
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}

const introduction =
  'What the field code of a problem (application/problem+json) means, and what to do about it. ' +
  'A code keeps its meaning; new ones may come.';

/** As a page; `doc_url` of a problem leads to its place here. */
export function problemsAsHtml(): string {
  const entries = listProblems().map(
    ({ code, status, title, meaning, remedy }) =>
      `<section id="${code}"><h2><a href="#${code}"><code>${code}</code></a></h2>` +
      `<p class="status">${status} ${title}</p><p>${escape(meaning)}</p>` +
      `<p><strong>What to do:</strong> ${escape(remedy)}</p></section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Problems · Eyrie API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>
<body><main><h1>Problems</h1><p>${introduction} As JSON: <a href="/v1/problems">/v1/problems</a>.
The operations: <a href="/docs">/docs</a>.</p>
${entries.join('\n')}
</main></body></html>
`;
}

/** The same as Markdown, for docs/api/problems.md. */
export function problemsAsMarkdown(): string {
  const rows = listProblems().map(
    ({ code, status, meaning, remedy }) =>
      `| <a id="${code}"></a>\`${code}\` | ${status} | ${meaning} | ${remedy} |`,
  );
  return [
    '# Problems',
    '',
    `${introduction} Written by \`npm run generate\` from the code; the API serves it at \`/docs/problems\`, and as JSON at \`/v1/problems\`.`,
    '',
    '| code | status | what it means | what to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const style = `:root{color-scheme:light dark}body{font:1rem/1.55 system-ui,sans-serif;margin:0}
main{max-width:46rem;margin:0 auto;padding:1.5rem}h2{font-size:1.05rem;margin:2rem 0 .25rem}
h2 a{color:inherit}p{margin:.25rem 0}.status{opacity:.75}:target{outline:2px solid;outline-offset:.5rem}`;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
