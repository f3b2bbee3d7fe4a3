import { routes } from 'jets-deploy';

export default routes((r) => {
  r.root('pages#home');
  r.get('posts', 'posts#index');
  r.get('posts/:id', 'posts#show');
  r.post('posts', 'posts#create');
  r.any('*path', 'pages#missing');
});
