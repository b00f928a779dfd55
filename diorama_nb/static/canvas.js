/* Built from js/ and widgets/: do not edit. */
var v=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,j=new RegExp(v.source);function c(t){return j.test(t)?t.replaceAll(`\r
`,`
`).replace(v,e=>e===`
`||e==="	"?e:O(e)):t}function O(t){return t>""?`‹U+${t.charCodeAt(0).toString(16).toUpperCase()}›`:t===""?"␡":String.fromCharCode(9216+t.charCodeAt(0))}var E=new Set(["title","placeholder","aria-label","aria-description"]);function l(t,e={},...o){let r=document.createElement(t);for(let[i,n]of Object.entries(e))s(r,i,n);return r.append(...o.map(i=>typeof i=="string"?c(i):i)),r}function s(t,e,o){if(o===null||o===!1){t.hasAttribute(e)&&t.removeAttribute(e);return}let r=o===!0?"":String(o),i=E.has(e)?c(r):r;t.getAttribute(e)!==i&&t.setAttribute(e,i)}function h(t,e){let o=c(e);if(t.textContent===o)return;let r=t.firstChild;o&&r instanceof Text&&r===t.lastChild?r.data=o:t.textContent=o}function p(t,e,o){return{v:1,id:t,seq:e,...o}}var a=t=>typeof t=="number"&&Number.isSafeInteger(t)&&t>=0;function $(t){return typeof t!="object"||t===null?!1:Object.values(t).every(e=>a(e?.rows)&&a(e.blanks)&&Array.isArray(e.bins)&&Array.isArray(e.top))}function x(t){if(typeof t!="object"||t===null)return null;let e=t;return e.v!==1?null:e.kind==="rows"&&a(e.first)&&a(e.count)&&a(e.generation)?e.shift!==void 0&&!Number.isSafeInteger(e.shift)?null:t:e.kind==="distributions"&&a(e.rows)&&$(e.columns)||e.kind==="error"&&typeof e.message=="string"||e.kind==="answer"&&typeof e.id=="string"&&a(e.seq)&&typeof e.body=="object"&&e.body!==null||e.kind==="done"&&typeof e.id=="string"&&a(e.seq)?t:null}function f(){let t=crypto.getRandomValues(new Uint32Array(4));return Array.from(t,e=>e.toString(16).padStart(8,"0")).join("")}var I={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},z=new Set(["refresh","set_viewport","set_search","load_more"]),u=class{state="open";seq=0;#r=f();#o=new Map;#e=new Map;#i;#t;constructor(e,o){this.#i=e,this.#t=o,e.on("msg:custom",this.#d),e.on("comm_live_update",this.#l)}close(){this.#i.off("msg:custom",this.#d),this.#i.off("comm_live_update",this.#l),this.#n()}send(e){this.seq+=1,this.#a(this.seq,e)}repeat(){for(let[e,{request:o}]of this.#o)z.has(o.kind)&&this.#a(e,o)}#a(e,o){try{this.#i.send(p(this.#r,e,o)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#t.lost()}}async ask(e){return(await this.fetch(e)).problem}fetch(e,o){return new Promise(r=>{let i=this.seq+1;this.#o.set(i,{request:e,resolve:r}),o&&this.#e.set(i,o),this.send(e)})}become(e){this.state=e,e==="lost"&&this.#n(),this.#t.changed()}#n(){for(let{resolve:e}of this.#o.values())e({problem:I,body:{}});this.#o.clear(),this.#e.clear()}#d=(e,o)=>{let r=x(e);if(!r||r.id!==null&&r.id!==this.#r)return;this.#t.heard();let i=r.kind==="rows"||r.seq===null?void 0:this.#o.get(r.seq);if(r.kind==="distributions")return this.#t.spread?.(r);if(!i||r.seq===null){(r.kind==="rows"||r.kind==="error")&&this.#t.message(r,o);return}if(r.kind==="answer"&&r.more)return this.#e.get(r.seq)?.(r.body);this.#o.delete(r.seq),this.#e.delete(r.seq);let n=r.kind==="error"?{message:r.message,hint:r.hint,fields:r.fields}:null;i.resolve({problem:n,body:r.kind==="answer"?r.body:{},buffer:o?.[0]})};#l=e=>{e===!1?this.become("lost"):this.#t.live()}};var C=8e3,q={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},b=class{problem=null;#r;#o;#e;#i;silenced=()=>{};#t=!1;#a=!1;#n;constructor(e,o,r){this.#r=e,this.#o=o,this.#i=r,this.#e=new u(e,{message:i=>i.kind==="error"&&this.#p(i),heard:()=>this.#c(),changed:()=>{this.silenced(this.silent),this.#s()},lost:()=>this.#s(),live:()=>this.#d()});for(let i of o)e.on(`change:${i}`,this.#h)}close(){this.#a=!0,clearTimeout(this.#n);for(let e of this.#o)this.#r.off(`change:${e}`,this.#h);this.#e.close()}get(e){return this.#r.get(e)}get connection(){return q[this.#e.state]}get silent(){return this.#e.state==="silent"}get lost(){return this.#e.state==="lost"}again(){this.#e.become("open"),this.#e.repeat(),this.ask({kind:"hello"})}async ask(e){return this.problem=null,(await this.fetch(e)).problem}async fetch(e){let o=this.#e.fetch(e);this.#l();let r=await o;return this.problem=r.problem,this.#s(),r}#d(){this.#e.send({kind:"hello"}),this.#l(),this.#s()}#l(){clearTimeout(this.#n),!this.lost&&(this.#n=setTimeout(()=>this.#e.become("silent"),C))}#c(){clearTimeout(this.#n),this.#e.state!=="open"&&this.#e.become("open")}#p({message:e,hint:o}){this.problem={message:e,hint:o},this.#s()}#h=()=>{this.#c(),this.#s()};#s(){this.#t||this.#a||(this.#t=!0,queueMicrotask(()=>{this.#t=!1,this.#a||this.#i()}))}};var R=/^image\/(png|jpeg|svg\+xml)$/,V=/^[A-Za-z0-9+/]+=*$/;function L({mime:t,data:e}){return R.test(t)&&V.test(e)?`data:${t};base64,${e}`:""}var m=class{#r;#o=l("div",{class:"title",dir:"auto"});#e=l("img",{class:"picture",hidden:!0});#i=l("div",{class:"note",dir:"auto"});#t=l("div",{class:"problem",dir:"auto",role:"alert"});#a=l("section",{class:"frame"},this.#o,this.#e,this.#i,this.#t);constructor(e,o){this.#r=new b(e,["state","title"],()=>this.#n()),o.append(this.#a),this.#n()}close(){this.#r.close()}#n(){let e=this.#r.get("state"),o=this.#r.get("title");h(this.#o,o),s(this.#a,"aria-label",o||"plot");let r=L(e);s(this.#e,"hidden",!r),s(this.#e,"alt",o||"plot"),s(this.#e,"src",r||null),s(this.#e,"width",e.width),h(this.#i,e.note),h(this.#t,this.#r.connection||e.problem)}};var w=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

:host {
  all: initial;
  display: block;
  width: 100%;
  color-scheme: light dark;

  --paper: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#ffffff, #17191d)));
  --raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f6f7f9, #1f2227)));
  --ink: var(--jp-content-font-color1, var(--vscode-foreground, light-dark(#1d2129, #e4e6ea)));
  /* Mixed towards the ink: quiet text must keep a contrast of 4.5 on every paper. */
  --soft: color-mix(in srgb, var(--jp-content-font-color2, var(--vscode-descriptionForeground, light-dark(#5b6370, #9aa3b0))) 80%, var(--ink));
  --line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#e2e5ea, #31353c)));
  --accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1a6fd4, #5aa9ff)));
  --bad: var(--jp-error-color1, light-dark(#c62828, #ff7b72));
  /* Mixed towards the ink: hosts have one red for both papers. */
  --bad-ink: color-mix(in srgb, var(--bad) 78%, var(--ink));
  --warn: var(--jp-warn-color1, light-dark(#b26a00, #e3a23c));
  --good: var(--jp-success-color1, light-dark(#2e8540, #4cc38a));
  --hairline: color-mix(in srgb, var(--line) 65%, transparent);
  --hover: color-mix(in srgb, var(--accent) 7%, var(--paper));
  --picked: color-mix(in srgb, var(--accent) 15%, var(--paper));
  --fresh: color-mix(in srgb, var(--warn) 30%, transparent);
  --bone: color-mix(in srgb, var(--ink) 9%, transparent);
  --font: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", sans-serif));

  /* For all that scrolls: left to itself Firefox paints white ones on dark paper. */
  scrollbar-color: color-mix(in srgb, var(--soft) 55%, transparent) transparent;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }

/* Not their ::before and ::after: the browser would compute both for every element. */
* { box-sizing: border-box; }
[hidden] { display: none !important; }

/* --- buttons --- */

.button {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink);
  cursor: pointer;
  font: 12px/1 var(--font);
}
.button:hover:not(:disabled) { border-color: var(--accent); color: var(--accent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.button:disabled { cursor: default; opacity: 0.5; }
.button.primary { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #10131a); }
.button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--accent) 85%, var(--ink)); color: light-dark(#ffffff, #10131a); }
.button.plain { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.button.delete:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.button.danger { border-color: var(--bad); color: var(--bad-ink); }
.button.danger:hover:not(:disabled) { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, var(--paper)); color: var(--bad-ink); }
/* Most changes are stored before anybody could read that they are on their way. */
@keyframes dn-late { from, 99% { visibility: hidden; } }
.button.pending { height: 22px; border-color: color-mix(in srgb, var(--accent) 50%, transparent); border-radius: 11px; animation: dn-late 0.4s; color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.button.failed { height: 22px; border-color: color-mix(in srgb, var(--bad) 55%, transparent); border-radius: 11px; color: var(--bad-ink); }
.button.failed::before { width: 6px; height: 6px; border-radius: 50%; background: var(--bad); content: ""; }
.button.failed:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.refresh { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.refresh[aria-busy] svg { animation: dn-turn 1s linear infinite; }
@keyframes dn-turn { to { transform: rotate(1turn); } }

/* --- typing --- */

.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; }
.field-name { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.needed { color: var(--bad); }
.field-box {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  outline: 0;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.field-box:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field-box[aria-invalid] { border-color: var(--bad); }
.field-box[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--bad); }
.field-box::placeholder, .edit-box::placeholder { color: var(--soft); font-style: italic; opacity: 1; }
.field-why { color: var(--bad-ink); font-size: 11.5px; line-height: 1.3; }
.field-why:empty { display: none; }

/* --- writes that were refused --- */

.failure { display: flex; align-items: center; gap: 12px; min-width: 0; }
.failure-text { flex: 1; min-width: 0; }
.failure-what { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.failure-row { margin-left: 8px; color: var(--soft); font-weight: 400; }
.failure-why { color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-acts { display: flex; flex: none; gap: 6px; }
.failures-head { display: flex; flex: none; align-items: center; gap: 6px; padding: 6px 6px 6px 12px; border-bottom: 1px solid var(--line); }
.failures-title { flex: 1; font-weight: 600; }
.failures-list { margin: 0; padding: 0; overflow: auto; list-style: none; scrollbar-width: thin; }
.failures-list .failure { padding: 8px 8px 8px 12px; border-bottom: 1px solid var(--hairline); }
.failures-list .failure:last-child { border-bottom: 0; }
.sending { padding-right: 8px; color: var(--soft); font-style: italic; }
.underway .failure { min-height: 26px; padding: 5px 8px 5px 12px; }
.underway-why { padding: 6px 12px; border-bottom: 1px solid var(--hairline); color: var(--ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-text .underway-why { padding: 0; border: 0; }
.underway-why:empty { display: none; }
.failures-more { padding: 6px 12px; border-top: 1px solid var(--hairline); color: var(--soft); font-size: 12px; }
.failures-more:empty { display: none; }

/* --- signs --- */

.dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }
@keyframes dn-breathe { 50% { opacity: 0.45; } }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bone {
  display: inline-block;
  height: 9px;
  border-radius: 4px;
  background: var(--bone);
  animation: dn-breathe 1.6s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  .dot, .bone, .refresh svg { animation: none !important; }
}
`;var B={content:{data:{}}};async function D(t){try{let e=await t.widget_manager?.get_model(t.get("_model_key"));return e?.comm&&e._handle_comm_msg?e:null}catch{return null}}async function y(t){let e=await D(t);if(e)try{await e._handle_comm_msg(B)}catch{let o=Object.getPrototypeOf(Object.getPrototypeOf(e))._handle_comm_msg;e.comm.on_msg(r=>o.call(e,r)),e.comm_live&&e.comm.send({method:"request_state"})}}function G(t,e){let o=t.dataset.jpThemeLight;if(o==="true")return"light";if(o==="false")return"dark";for(let r of[t,e]){if(r.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(r.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function k(t){let{body:e,documentElement:o}=document;function r(){let d=G(e,o);d?t.dataset.theme=d:delete t.dataset.theme}let i=new MutationObserver(r),n={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return i.observe(e,n),i.observe(o,n),r(),()=>i.disconnect()}function M({model:t}){try{t.send(p(f(),0,{kind:"hello"}))}catch{}}function S({model:t,el:e},o,r,i){let n=document.createElement("div");n.className=o,n.dataset.lmSuppressShortcuts="true";let d=n.attachShadow({mode:"open"}),g=new CSSStyleSheet;g.replaceSync(w+r),d.adoptedStyleSheets=[g],e.append(n);let N=k(n);y(t);let T=i(t,d,n);return()=>{N(),T.close(),n.remove()}}var _=`/* What the small widgets share: a framed panel with a status line. */
.frame {
  display: flex;
  flex-direction: column;
  min-height: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}
.foot {
  display: flex;
  flex: none;
  align-items: center;
  gap: 8px;
  min-height: 32px;
  padding: 0 6px 0 12px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  color: var(--soft);
  font-size: 12px;
  font-variant-numeric: tabular-nums;
}
.foot .news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.foot .age { white-space: nowrap; }
.foot[data-mood="bad"] .news { color: var(--bad-ink); }
.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }
.foot[data-mood="warn"] .dot { background: var(--warn); }
.foot[data-mood="bad"] .dot { background: var(--bad); }
.chip { padding: 1px 7px; border: 1px solid var(--line); border-radius: 9px; color: var(--soft); font-size: 11px; white-space: nowrap; }
.chip:empty { display: none; }
.chip[data-mood="busy"] { border-color: color-mix(in srgb, var(--accent) 50%, transparent); color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.chip[data-mood="warn"] { border-color: color-mix(in srgb, var(--warn) 60%, transparent); color: color-mix(in srgb, var(--warn) 65%, var(--ink)); }
.chip[data-mood="bad"] { border-color: color-mix(in srgb, var(--bad) 55%, transparent); color: var(--bad-ink); }
`;var A=`/* The look of a picture with its title above and what is to be known of it below. */

.title { overflow-wrap: anywhere; padding: 10px 12px; border-bottom: 1px solid var(--line); color: var(--ink); font-weight: 600; unicode-bidi: isolate; }
.picture { display: block; max-width: calc(100% - 24px); height: auto; margin: 8px 12px; }
.note, .problem { padding: 6px 12px; color: var(--soft); font-size: 12px; overflow-wrap: anywhere; }
.problem { color: var(--bad-ink); }
.title:empty, .note:empty, .problem:empty { display: none; }
`;var U=t=>S(t,"diorama-canvas",_+A,(e,o)=>new m(e,o)),ve={initialize:M,render:U};export{ve as default};
