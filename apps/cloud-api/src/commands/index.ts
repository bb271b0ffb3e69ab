export { CommandReports } from './command-reports.ts';
export { CommandsModule } from './commands.module.ts';
