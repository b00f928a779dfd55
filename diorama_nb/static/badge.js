/* Built from js/ and widgets/: do not edit. */
var z=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,K=new RegExp(z.source),Q=" ";function g(t){return String(t).replace(/\B(?=(\d{3})+$)/g,Q)}function x(t){return K.test(t)?t.replaceAll(`\r
`,`
`).replace(z,e=>e===`
`||e==="	"?e:X(e)):t}function X(t){return t>""?`‹U+${t.charCodeAt(0).toString(16).toUpperCase()}›`:t===""?"␡":String.fromCharCode(9216+t.charCodeAt(0))}function I(t){let e=t?[t.message,t.hint??""].filter(Boolean):[];return e.map((r,o)=>o<e.length-1&&!/[.!?]$/.test(r)?`${r}.`:r).join(" ")}function C(t){let e=Math.max(0,Math.floor(t/1e3));if(e<2)return"just now";if(e<60)return`${e} s ago`;let r=Math.floor(e/60);if(r<60)return`${r} min ago`;let o=Math.floor(r/60);return o<48?`${o} h ago`:`${Math.floor(o/24)} days ago`}var Y=new Set(["title","placeholder","aria-label","aria-description"]);function l(t,e={},...r){let o=document.createElement(t);for(let[n,i]of Object.entries(e))a(o,n,i);return o.append(...r.map(n=>typeof n=="string"?x(n):n)),o}function a(t,e,r){if(r===null||r===!1){t.hasAttribute(e)&&t.removeAttribute(e);return}let o=r===!0?"":String(r),n=Y.has(e)?x(o):o;t.getAttribute(e)!==n&&t.setAttribute(e,n)}function p(t,e){let r=x(e);if(t.textContent===r)return;let o=t.firstChild;r&&o instanceof Text&&o===t.lastChild?o.data=r:t.textContent=r}var R="http://www.w3.org/2000/svg";function q(t){let e=document.createElementNS(R,"svg");for(let[o,n]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))e.setAttribute(o,n);let r=document.createElementNS(R,"path");return r.setAttribute("d",t),e.append(r),e}var L={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};function v(t,e,r){return{v:1,id:t,seq:e,...r}}var h=t=>typeof t=="number"&&Number.isSafeInteger(t)&&t>=0;function Z(t){return typeof t!="object"||t===null?!1:Object.values(t).every(e=>h(e?.rows)&&h(e.blanks)&&Array.isArray(e.bins)&&Array.isArray(e.top))}function D(t){if(typeof t!="object"||t===null)return null;let e=t;return e.v!==1?null:e.kind==="rows"&&h(e.first)&&h(e.count)&&h(e.generation)?e.shift!==void 0&&!Number.isSafeInteger(e.shift)?null:t:e.kind==="distributions"&&h(e.rows)&&Z(e.columns)||e.kind==="error"&&typeof e.message=="string"||e.kind==="answer"&&typeof e.id=="string"&&h(e.seq)&&typeof e.body=="object"&&e.body!==null||e.kind==="done"&&typeof e.id=="string"&&h(e.seq)?t:null}function w(){let t=crypto.getRandomValues(new Uint32Array(4));return Array.from(t,e=>e.toString(16).padStart(8,"0")).join("")}var ee={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},te=new Set(["refresh","set_viewport","set_search","load_more"]),y=class{state="open";seq=0;#t=w();#r=new Map;#e=new Map;#n;#o;constructor(e,r){this.#n=e,this.#o=r,e.on("msg:custom",this.#s),e.on("comm_live_update",this.#l)}close(){this.#n.off("msg:custom",this.#s),this.#n.off("comm_live_update",this.#l),this.#a()}send(e){this.seq+=1,this.#i(this.seq,e)}repeat(){for(let[e,{request:r}]of this.#r)te.has(r.kind)&&this.#i(e,r)}#i(e,r){try{this.#n.send(v(this.#t,e,r)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#o.lost()}}async ask(e){return(await this.fetch(e)).problem}fetch(e,r){return new Promise(o=>{let n=this.seq+1;this.#r.set(n,{request:e,resolve:o}),r&&this.#e.set(n,r),this.send(e)})}become(e){this.state=e,e==="lost"&&this.#a(),this.#o.changed()}#a(){for(let{resolve:e}of this.#r.values())e({problem:ee,body:{}});this.#r.clear(),this.#e.clear()}#s=(e,r)=>{let o=D(e);if(!o||o.id!==null&&o.id!==this.#t)return;this.#o.heard();let n=o.kind==="rows"||o.seq===null?void 0:this.#r.get(o.seq);if(o.kind==="distributions")return this.#o.spread?.(o);if(!n||o.seq===null){(o.kind==="rows"||o.kind==="error")&&this.#o.message(o,r);return}if(o.kind==="answer"&&o.more)return this.#e.get(o.seq)?.(o.body);this.#r.delete(o.seq),this.#e.delete(o.seq);let i=o.kind==="error"?{message:o.message,hint:o.hint,fields:o.fields}:null;n.resolve({problem:i,body:o.kind==="answer"?o.body:{},buffer:r?.[0]})};#l=e=>{e===!1?this.become("lost"):this.#o.live()}};var re=8e3,oe={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},k=class{problem=null;#t;#r;#e;#n;silenced=()=>{};#o=!1;#i=!1;#a;constructor(e,r,o){this.#t=e,this.#r=r,this.#n=o,this.#e=new y(e,{message:n=>n.kind==="error"&&this.#p(n),heard:()=>this.#d(),changed:()=>{this.silenced(this.silent),this.#h()},lost:()=>this.#h(),live:()=>this.#s()});for(let n of r)e.on(`change:${n}`,this.#c)}close(){this.#i=!0,clearTimeout(this.#a);for(let e of this.#r)this.#t.off(`change:${e}`,this.#c);this.#e.close()}get(e){return this.#t.get(e)}get connection(){return oe[this.#e.state]}get silent(){return this.#e.state==="silent"}get lost(){return this.#e.state==="lost"}again(){this.#e.become("open"),this.#e.repeat(),this.ask({kind:"hello"})}async ask(e){return this.problem=null,(await this.fetch(e)).problem}async fetch(e){let r=this.#e.fetch(e);this.#l();let o=await r;return this.problem=o.problem,this.#h(),o}#s(){this.#e.send({kind:"hello"}),this.#l(),this.#h()}#l(){clearTimeout(this.#a),!this.lost&&(this.#a=setTimeout(()=>this.#e.become("silent"),re))}#d(){clearTimeout(this.#a),this.#e.state!=="open"&&this.#e.become("open")}#p({message:e,hint:r}){this.problem={message:e,hint:r},this.#h()}#c=()=>{this.#d(),this.#h()};#h(){this.#o||this.#i||(this.#o=!0,queueMicrotask(()=>{this.#o=!1,this.#i||this.#n()}))}};function V(t,e){let r=l("button",{type:"button",class:"button again",hidden:!0},"Retry");r.addEventListener("click",()=>t.again()),t.silenced=o=>a(r,"hidden",!o),e.after(r)}var M="http://www.w3.org/2000/svg",S=120,u=32,E=3;function ne(t,e,{width:r,height:o,edge:n}){let[i]=t;if(!i||t.length<2)return[];let s=t[t.length-1]??i,c=i[0],f=Math.max(1,Math.max(e,s[0])-c),m=t.map(([,d])=>d),j=Math.min(...m),J=Math.max(...m)-j||1,O=d=>n+(d-c)/f*(r-2*n),N=d=>o-n-(d-j)/J*(o-2*n),T=[],A=i[1];for(let[d,b]of t)T.push([O(d),N(A)],[O(d),N(b)]),A=b;return T.push([r-n,N(A)]),T.map(([d,b])=>[Math.round(d*10)/10,Math.round(b*10)/10])}var _=class{element=document.createElementNS(M,"svg");#t=document.createElementNS(M,"polyline");#r=document.createElementNS(M,"polygon");#e=document.createElementNS(M,"circle");constructor(){let{element:e}=this;a(e,"class","spark"),a(e,"viewBox",`0 0 ${S} ${u}`),a(e,"width",S),a(e,"height",u),a(e,"aria-hidden","true"),a(this.#t,"class","course"),a(this.#r,"class","area"),a(this.#e,"class","end"),a(this.#e,"r",2.5),e.append(this.#r,this.#t,this.#e)}paint(e,r){let o=ne(e,r,{width:S,height:u,edge:E});a(this.element,"hidden",o.length===0);let n=o[o.length-1];if(!n)return;let i=o.map(s=>s.join(",")).join(" ");a(this.#t,"points",i),a(this.#r,"points",`${E},${u} ${i} ${S-E},${u}`),a(this.#e,"cx",n[0]),a(this.#e,"cy",n[1])}};var ie=12;function ae({by_source:t,rows:e,total:r,complete:o,stale:n}){if(t)return"by the source";let i=n?", stale":"";if(o===!1){let c=r===null?"":` of ${g(r)}`;return`only ${g(e)}${c} rows${i}`}let s=o===null?", maybe more":"";return`${g(e)} ${e===1?"row":"rows"}${s}${i}`}function se(t,e){let r=new Date(t),n=new Date(e).toDateString()===r.toDateString()?{hour:"2-digit",minute:"2-digit"}:{month:"short",day:"numeric"};return`since ${r.toLocaleString(void 0,n)}`}var $=class{#t;#r=l("span",{class:"label",dir:"auto"});#e=l("button",{type:"button",class:"button refresh","aria-label":"Refresh",title:"Refresh"},q(L.refresh));#n=l("output",{class:"number",dir:"auto"});#o=new _;#i=l("span",{class:"change"});#a=l("span",{class:"since"});#s=l("span",{class:"basis"});#l=l("div",{class:"problem",dir:"auto",role:"status"});#d=l("section",{class:"frame"},l("div",{class:"head"},this.#r,this.#e),l("div",{class:"middle"},this.#n,this.#o.element),l("div",{class:"line"},this.#i,this.#a,this.#s),this.#l);#p;constructor(e,r){this.#t=new k(e,["state","label"],()=>this.#c()),V(this.#t,this.#l),this.#e.addEventListener("click",()=>{this.#t.ask({kind:"refresh"})}),this.#p=setInterval(()=>this.#c(),1e3),r.append(this.#d),this.#c()}close(){clearInterval(this.#p),this.#t.close()}#c(){let e=this.#t,r=e.get("state"),{text:o,status:n,change:i}=r,s=Date.now();p(this.#r,e.get("label")),a(this.#d,"aria-label",e.get("label")),a(this.#n,"aria-busy",o===null&&n==="Loading"?"true":null),p(this.#n,o??(n==="Loading"?"":"–")),this.#n.dataset.long=String((o?.length??0)>ie),a(this.#n,"title",o),this.#o.paint(r.points,s),p(this.#i,i?[i.text,i.percent&&`(${i.percent})`].filter(Boolean).join(" "):""),this.#i.dataset.direction=i?i.direction>0?"up":"down":"",p(this.#a,i?se(i.since,s):"");let c=r.fetched_at===null?"":`, ${C(s-r.fetched_at)}`;p(this.#s,o===null?"":ae(r)+c),a(this.#s,"title",r.reason||null),this.#s.dataset.partial=String(!r.by_source&&(r.complete===!1||r.stale));let f=e.problem??r.error;p(this.#l,e.connection||I(f)),a(this.#d,"data-mood",e.connection||f?"bad":n==="Loading"?"busy":"good"),this.#e.disabled=e.lost}};var H=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

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
`;var de={content:{data:{}}};async function ce(t){try{let e=await t.widget_manager?.get_model(t.get("_model_key"));return e?.comm&&e._handle_comm_msg?e:null}catch{return null}}async function G(t){let e=await ce(t);if(e)try{await e._handle_comm_msg(de)}catch{let r=Object.getPrototypeOf(Object.getPrototypeOf(e))._handle_comm_msg;e.comm.on_msg(o=>r.call(e,o)),e.comm_live&&e.comm.send({method:"request_state"})}}function he(t,e){let r=t.dataset.jpThemeLight;if(r==="true")return"light";if(r==="false")return"dark";for(let o of[t,e]){if(o.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(o.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function B(t){let{body:e,documentElement:r}=document;function o(){let s=he(e,r);s?t.dataset.theme=s:delete t.dataset.theme}let n=new MutationObserver(o),i={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return n.observe(e,i),n.observe(r,i),o(),()=>n.disconnect()}function P({model:t}){try{t.send(v(w(),0,{kind:"hello"}))}catch{}}function F({model:t,el:e},r,o,n){let i=document.createElement("div");i.className=r,i.dataset.lmSuppressShortcuts="true";let s=i.attachShadow({mode:"open"}),c=new CSSStyleSheet;c.replaceSync(H+o),s.adoptedStyleSheets=[c],e.append(i);let f=B(i);G(t);let m=n(t,s,i);return()=>{f(),m.close(),i.remove()}}var U=`/* What the small widgets share: a framed panel with a status line. */
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
`;var W=`/* The look of one big number. */

.frame { min-width: 160px; padding: 6px 8px 9px 12px; }
.head { display: flex; align-items: center; min-height: 24px; }
.label { flex: 1; min-width: 0; overflow: hidden; color: var(--soft); font-size: 12px; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
/* A curve that finds no room beside the number goes below it, out of sight. */
.middle { display: flex; flex-wrap: wrap; align-items: center; gap: 0 14px; height: 40px; overflow: hidden; }
.number { max-width: 100%; overflow: hidden; font-size: 28px; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; line-height: 40px; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.number[data-long="true"] { font-size: 18px; }
.number[aria-busy]::before { display: block; width: 96px; height: 18px; border-radius: 5px; background: var(--bone); content: ""; animation: dn-breathe 1.6s ease-in-out infinite; }
.frame[data-mood="bad"] .number { color: var(--soft); }

.spark { flex: 1 1 56px; max-width: 120px; margin-left: auto; }
.course { fill: none; stroke: var(--accent); stroke-linejoin: round; stroke-width: 1.5; }
.area { fill: color-mix(in srgb, var(--accent) 14%, transparent); stroke: none; }
.end { fill: var(--accent); }

.line { display: flex; flex-wrap: wrap; gap: 0 8px; min-height: 17px; color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.change { font-weight: 600; }
.change[data-direction="up"] { color: color-mix(in srgb, var(--good) 70%, var(--ink)); }
.change[data-direction="down"] { color: var(--bad-ink); }
.change:empty, .since:empty, .basis:empty, .problem:empty { display: none; }
.change[data-direction="up"]::before { content: "▲ " / ""; font-size: 9px; vertical-align: 1px; }
.change[data-direction="down"]::before { content: "▼ " / ""; font-size: 9px; vertical-align: 1px; }
.basis[data-partial="true"] { color: color-mix(in srgb, var(--warn) 65%, var(--ink)); font-weight: 600; }
.problem { margin-top: 3px; color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.again { align-self: flex-start; margin-top: 4px; }

@media (prefers-reduced-motion: reduce) {
  .number[aria-busy]::before { animation: none; }
}
`;var ue=t=>F(t,"diorama-badge",U+W,(e,r)=>new $(e,r)),We={initialize:P,render:ue};export{We as default};
