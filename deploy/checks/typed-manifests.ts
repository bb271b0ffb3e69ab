import path from 'node:path';
import ts from 'typescript';
import type { Manifest } from './helm.ts';

/** Kinds of Kubernetes itself that the chart makes, by where kubernetes-types has their type. */
const modules: Readonly<Record<string, string>> = {
  'v1/ConfigMap': 'core/v1',
  'v1/PersistentVolumeClaim': 'core/v1',
  'v1/Pod': 'core/v1',
  'v1/Secret': 'core/v1',
  'v1/Service': 'core/v1',
  'v1/ServiceAccount': 'core/v1',
  'apps/v1/Deployment': 'apps/v1',
  'autoscaling/v2/HorizontalPodAutoscaler': 'autoscaling/v2',
  'batch/v1/Job': 'batch/v1',
  'networking.k8s.io/v1/Ingress': 'networking/v1',
  'networking.k8s.io/v1/NetworkPolicy': 'networking/v1',
  'policy/v1/PodDisruptionBudget': 'policy/v1',
};

export function isOfKubernetes({ apiVersion, kind }: Manifest): boolean {
  return `${apiVersion}/${kind}` in modules;
}

/**
 * What TypeScript says of manifests held against the API's types: wrong types and unknown fields,
 * a line each. Manifests of other kinds are passed over (`isOfKubernetes`).
 */
export function typeErrors(manifests: readonly Manifest[]): string[] {
  const known = manifests.filter(isOfKubernetes);
  const lines = known.map((manifest, index) => {
    const module = modules[`${manifest.apiVersion}/${manifest.kind}`] ?? '';
    const value = JSON.stringify(manifest);
    return `export const m${index}: import('kubernetes-types/${module}.js').${manifest.kind} = ${value};`;
  });
  const file = path.join(import.meta.dirname, 'rendered.check.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  };
  const disk = ts.createCompilerHost(options);
  const text = lines.join('\n');
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? text : disk.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === file
        ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
        : disk.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const line =
      diagnostic.file && diagnostic.start !== undefined
        ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line
        : -1;
    const manifest = known[line];
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    return `${manifest?.kind ?? '?'} ${manifest?.metadata.name ?? ''}: ${message}`;
  });
}
