import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useSearch } from 'wouter';
import { useLiveEvents } from './api/live.js';
import { Shell } from './shell/shell.js';
import { ErrorBoundary } from './ui/error-boundary.js';
import { Loading } from './ui/loading.js';

const Compose = lazy(() => import('./compose/compose-page.js'));
const Run = lazy(() => import('./run/run-page.js'));
const Operate = lazy(() => import('./operate/operate-page.js'));
const Break = lazy(() => import('./break/break-page.js'));
const Storage = lazy(() => import('./storage/storage-page.js'));
const Copy = lazy(() => import('./copy/copy-page.js'));

/** The areas, each loaded when it is opened. */
export function App() {
  useLiveEvents();
  const search = useSearch();
  return (
    <Shell>
      <ErrorBoundary title="This area failed; reload the page to try again">
        <Suspense fallback={<Loading what="this area" />}>
          <Switch>
            <Route path="/compose" component={Compose} />
            <Route path="/run" component={Run} />
            <Route path="/operate" component={Operate} />
            <Route path="/break" component={Break} />
            <Route path="/storage" component={Storage} />
            <Route path="/copy" component={Copy} />
            <Route>
              <Redirect to={search === '' ? '/compose' : `/compose?${search}`} replace />
            </Route>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Shell>
  );
}
