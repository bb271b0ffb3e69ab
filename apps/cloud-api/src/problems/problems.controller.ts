import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type ProblemCode, problemCodesSchema } from '@eyrie/contracts';
import { RouteOperation } from '../authorisation/index.ts';
import { listProblems, problemsAsHtml } from './problem-catalogue.ts';

@ApiTags('problems')
@Controller()
export class ProblemsController {
  @Get('v1/problems')
  @RouteOperation('problems.list', 'Every code of a problem, what it means and what to do.')
  @ApiOkResponse({ standardSchema: problemCodesSchema })
  list(): { items: ProblemCode[] } {
    return { items: listProblems() };
  }

  /** Where `doc_url` leads to; the address does not change. */
  @Get('docs/problems')
  @ApiExcludeEndpoint()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  @RouteOperation('problems.page', 'The same as a page.')
  page(): string {
    return problemsAsHtml();
  }
}
