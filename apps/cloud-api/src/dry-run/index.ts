export { HasDryRun, isTrial, TriesItself } from './dry-run.ts';
export { DryRunModule } from './dry-run.module.ts';
