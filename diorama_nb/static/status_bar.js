/* Built from js/ and widgets/: do not edit. */
var $=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,P=new RegExp($.source),B=" ";function f(r){return String(r).replace(/\B(?=(\d{3})+$)/g,B)}function u(r){return P.test(r)?r.replaceAll(`\r
`,`
`).replace($,e=>e===`
`||e==="	"?e:U(e)):r}function U(r){return r>""?`‹U+${r.charCodeAt(0).toString(16).toUpperCase()}›`:r===""?"␡":String.fromCharCode(9216+r.charCodeAt(0))}function _(r){let e=r?[r.message,r.hint??""].filter(Boolean):[];return e.map((t,o)=>o<e.length-1&&!/[.!?]$/.test(t)?`${t}.`:t).join(" ")}function E(r){let e=Math.max(0,Math.floor(r/1e3));if(e<2)return"just now";if(e<60)return`${e} s ago`;let t=Math.floor(e/60);if(t<60)return`${t} min ago`;let o=Math.floor(t/60);return o<48?`${o} h ago`:`${Math.floor(o/24)} days ago`}var G=new Set(["title","placeholder","aria-label","aria-description"]);function n(r,e={},...t){let o=document.createElement(r);for(let[i,s]of Object.entries(e))a(o,i,s);return o.append(...t.map(i=>typeof i=="string"?u(i):i)),o}function a(r,e,t){if(t===null||t===!1){r.hasAttribute(e)&&r.removeAttribute(e);return}let o=t===!0?"":String(t),i=G.has(e)?u(o):o;r.getAttribute(e)!==i&&r.setAttribute(e,i)}function d(r,e){let t=u(e);if(r.textContent===t)return;let o=r.firstChild;t&&o instanceof Text&&o===r.lastChild?o.data=t:r.textContent=t}var N="http://www.w3.org/2000/svg";function b(r){let e=document.createElementNS(N,"svg");for(let[o,i]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))e.setAttribute(o,i);let t=document.createElementNS(N,"path");return t.setAttribute("d",r),e.append(t),e}var m={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};function F(r,e){let t=`${r.change}${r.row===null?"":`, id ${r.row}`}`,o=n("button",{type:"button",class:"button","aria-label":`Retry ${t}`},"Retry"),i=n("button",{type:"button",class:"button","aria-label":`Discard ${t}`},"Discard");return o.addEventListener("click",()=>e({kind:"retry",number:r.number})),i.addEventListener("click",()=>e({kind:"discard",number:r.number})),[n("div",{class:"failure-text"},n("div",{class:"failure-what",dir:"auto"},r.change,n("span",{class:"failure-row"},r.row===null?"":`id ${r.row}`)),n("div",{class:"failure-why",dir:"auto",title:r.hint??""},r.message)),n("div",{class:"failure-acts"},o,i)]}var g=class{#o=n("span",{class:"failures-title",id:"failures-title"});#s=n("button",{type:"button",class:"button plain","aria-label":"Close"},b(m.clear));#e=n("button",{type:"button",class:"button"},"Retry all");#i=n("button",{type:"button",class:"button"},"Discard all");#t=n("div",{class:"failure-acts"},this.#e,this.#i);#r=n("ul",{class:"failures-list"});#n=n("div",{class:"failures-more"});element=n("div",{class:"failures",role:"dialog","aria-labelledby":"failures-title",tabindex:-1,hidden:!0},n("div",{class:"failures-head"},this.#o,this.#t,this.#s),this.#r,this.#n);#d="";#a;#f;constructor(e,t){this.#a=e,this.#f=t,this.#s.addEventListener("click",()=>this.close()),this.#e.addEventListener("click",()=>e({kind:"retry_all"})),this.#i.addEventListener("click",()=>this.#c()),this.#i.addEventListener("blur",()=>this.#l(!1)),this.element.addEventListener("keydown",o=>{o.stopPropagation(),o.key==="Escape"&&this.close()})}get open(){return!this.element.hidden}start(){a(this.element,"hidden",!1),(this.#r.querySelector("button")??this.element).focus()}close(){this.open&&(a(this.element,"hidden",!0),this.#f())}paint({failed:e,failures:t}){if(t===0)return this.close();d(this.#o,t===1?"1 change was not accepted":`${t} changes were not accepted`),d(this.#n,t>e.length?`and ${t-e.length} earlier ones: dio.writes.parked`:""),a(this.#t,"hidden",t===1);let o=JSON.stringify(e);if(o===this.#d)return;this.#d=o;let i=this.#r.matches(":focus-within"),s=[...e].reverse();this.#r.replaceChildren(...s.map(l=>n("li",{class:"failure"},...F(l,this.#a)))),i&&(this.#r.querySelector("button")??this.element).focus()}#c(){if(!this.#i.classList.contains("danger"))return this.#l(!0);this.#l(!1),this.#a({kind:"discard_all"})}#l(e){this.#i.classList.toggle("danger",e),d(this.#i,e?"Really discard?":"Discard all")}};function v(r,e,t){return{v:1,id:r,seq:e,...t}}var c=r=>typeof r=="number"&&Number.isSafeInteger(r)&&r>=0;function J(r){return typeof r!="object"||r===null?!1:Object.values(r).every(e=>c(e?.rows)&&c(e.blanks)&&Array.isArray(e.bins)&&Array.isArray(e.top))}function T(r){if(typeof r!="object"||r===null)return null;let e=r;return e.v!==1?null:e.kind==="rows"&&c(e.first)&&c(e.count)&&c(e.generation)?e.shift!==void 0&&!Number.isSafeInteger(e.shift)?null:r:e.kind==="distributions"&&c(e.rows)&&J(e.columns)||e.kind==="error"&&typeof e.message=="string"||e.kind==="answer"&&typeof e.id=="string"&&c(e.seq)&&typeof e.body=="object"&&e.body!==null||e.kind==="done"&&typeof e.id=="string"&&c(e.seq)?r:null}function x(){let r=crypto.getRandomValues(new Uint32Array(4));return Array.from(r,e=>e.toString(16).padStart(8,"0")).join("")}var W={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},K=new Set(["refresh","set_viewport","set_search","load_more"]),w=class{state="open";seq=0;#o=x();#s=new Map;#e=new Map;#i;#t;constructor(e,t){this.#i=e,this.#t=t,e.on("msg:custom",this.#d),e.on("comm_live_update",this.#a)}close(){this.#i.off("msg:custom",this.#d),this.#i.off("comm_live_update",this.#a),this.#n()}send(e){this.seq+=1,this.#r(this.seq,e)}repeat(){for(let[e,{request:t}]of this.#s)K.has(t.kind)&&this.#r(e,t)}#r(e,t){try{this.#i.send(v(this.#o,e,t)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#t.lost()}}async ask(e){return(await this.fetch(e)).problem}fetch(e,t){return new Promise(o=>{let i=this.seq+1;this.#s.set(i,{request:e,resolve:o}),t&&this.#e.set(i,t),this.send(e)})}become(e){this.state=e,e==="lost"&&this.#n(),this.#t.changed()}#n(){for(let{resolve:e}of this.#s.values())e({problem:W,body:{}});this.#s.clear(),this.#e.clear()}#d=(e,t)=>{let o=T(e);if(!o||o.id!==null&&o.id!==this.#o)return;this.#t.heard();let i=o.kind==="rows"||o.seq===null?void 0:this.#s.get(o.seq);if(o.kind==="distributions")return this.#t.spread?.(o);if(!i||o.seq===null){(o.kind==="rows"||o.kind==="error")&&this.#t.message(o,t);return}if(o.kind==="answer"&&o.more)return this.#e.get(o.seq)?.(o.body);this.#s.delete(o.seq),this.#e.delete(o.seq);let s=o.kind==="error"?{message:o.message,hint:o.hint,fields:o.fields}:null;i.resolve({problem:s,body:o.kind==="answer"?o.body:{},buffer:t?.[0]})};#a=e=>{e===!1?this.become("lost"):this.#t.live()}};var Q=8e3,X={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},y=class{problem=null;#o;#s;#e;#i;silenced=()=>{};#t=!1;#r=!1;#n;constructor(e,t,o){this.#o=e,this.#s=t,this.#i=o,this.#e=new w(e,{message:i=>i.kind==="error"&&this.#c(i),heard:()=>this.#f(),changed:()=>{this.silenced(this.silent),this.#h()},lost:()=>this.#h(),live:()=>this.#d()});for(let i of t)e.on(`change:${i}`,this.#l)}close(){this.#r=!0,clearTimeout(this.#n);for(let e of this.#s)this.#o.off(`change:${e}`,this.#l);this.#e.close()}get(e){return this.#o.get(e)}get connection(){return X[this.#e.state]}get silent(){return this.#e.state==="silent"}get lost(){return this.#e.state==="lost"}again(){this.#e.become("open"),this.#e.repeat(),this.ask({kind:"hello"})}async ask(e){return this.problem=null,(await this.fetch(e)).problem}async fetch(e){let t=this.#e.fetch(e);this.#a();let o=await t;return this.problem=o.problem,this.#h(),o}#d(){this.#e.send({kind:"hello"}),this.#a(),this.#h()}#a(){clearTimeout(this.#n),!this.lost&&(this.#n=setTimeout(()=>this.#e.become("silent"),Q))}#f(){clearTimeout(this.#n),this.#e.state!=="open"&&this.#e.become("open")}#c({message:e,hint:t}){this.problem={message:e,hint:t},this.#h()}#l=()=>{this.#f(),this.#h()};#h(){this.#t||this.#r||(this.#t=!0,queueMicrotask(()=>{this.#t=!1,this.#r||this.#i()}))}};function A(r,e){let t=n("button",{type:"button",class:"button again",hidden:!0},"Retry");t.addEventListener("click",()=>r.again()),r.silenced=o=>a(t,"hidden",!o),e.after(t)}function Y({rows:r,total:e,complete:t}){let o=e===null||e===r?"":` of ${f(e)}`,i=e===null&&t===!1?"+":"";return`${f(r)}${i}${o} ${r===1&&!o?"row":"rows"}`}var k=class{#o;#s=n("span",{class:"dot","aria-hidden":"true"});#e=n("span",{class:"title",dir:"auto"});#i=n("span",{class:"facts"});#t=n("button",{type:"button",class:"button pending","aria-expanded":"false","aria-controls":"underway"});#r=n("button",{type:"button",class:"button failed","aria-expanded":"false"});#n=n("span",{class:"news",dir:"auto",role:"status"});#d=n("button",{type:"button",class:"button retry"},"Retry");#a=n("button",{type:"button",class:"button refresh","aria-label":"Refresh",title:"Refresh"},b(m.refresh));#f=n("div",{class:"foot"},this.#s,this.#e,this.#i,this.#t,this.#r,this.#n,this.#d,this.#a);#c=n("ul",{class:"underway",id:"underway","aria-label":"Changes on their way",hidden:!0});#l=new g(e=>{this.#o.ask(e)},()=>this.#m());#h=n("section",{class:"frame"},this.#f,this.#c,this.#l.element);#u="";#b;constructor(e,t){this.#o=new y(e,["state","title"],()=>this.#p()),A(this.#o,this.#n),this.#a.addEventListener("click",()=>{this.#o.ask({kind:"refresh"})}),this.#d.addEventListener("click",()=>{this.#o.ask({kind:"retry"})}),this.#r.addEventListener("click",()=>{this.#l.open?this.#l.close():this.#l.start(),this.#p()}),this.#t.addEventListener("click",()=>{a(this.#c,"hidden",!this.#c.hidden),this.#p()}),this.#b=setInterval(()=>this.#p(),1e3),t.append(this.#h),this.#p()}close(){clearInterval(this.#b),this.#o.close()}#m(){this.#p(),this.#r.focus()}#p(){let e=this.#o,t=e.get("state"),{connection:o}=e,{refreshing:i,pending:s,failures:l,failed:h,underway:M}=t,p=e.problem??t.error??t.blocked,z=o||p||t.closed?"bad":i||s?"busy":t.stale||t.notice?"warn":"good";this.#f.dataset.mood=z,a(this.#h,"aria-label",`Status of ${e.get("title")}`),d(this.#e,e.get("title"));let D=t.fetched_at===null?"":`updated ${E(Date.now()-t.fetched_at)}`,V=[Y(t),i?"updating…":D,t.stale&&!i?"stale":""];d(this.#i,V.filter(Boolean).join(" · ")),d(this.#t,`${f(s)} pending`),a(this.#t,"hidden",s===0),s===0&&a(this.#c,"hidden",!0),a(this.#t,"aria-expanded",String(!this.#c.hidden)),d(this.#r,`${f(l)} failed`),a(this.#r,"hidden",l===0),a(this.#r,"aria-expanded",String(this.#l.open));let H=t.closed?"Closed: lens.open(vista) opens it again.":"",S=o||H||_(p)||t.notice;d(this.#n,S),a(this.#n,"title",S||null),a(this.#d,"hidden",!(t.error||t.blocked)||!!o),a(this.#a,"aria-busy",i?"true":null),this.#a.disabled=this.#d.disabled=e.lost||t.closed,this.#l.paint({failed:h,failures:l,pending:s,undo:0}),this.#g(M,s)}#g(e,t){let o=JSON.stringify([e,t]);if(o===this.#u)return;this.#u=o,this.#c.replaceChildren(...e.map(s=>this.#v(s)));let i=t-e.length;i>0&&this.#c.append(n("li",{class:"failures-more"},`and ${f(i)} more`))}#v({number:e,row:t,change:o,state:i}){let s=t===null?o:`${o}, row ${t}`,l=n("button",{type:"button",class:"button","aria-label":`Discard ${s}`},"Discard");l.addEventListener("click",()=>{this.#o.ask({kind:"discard",number:e})});let h=i==="sending";return n("li",{class:"failure"},n("div",{class:"failure-text failure-what",dir:"auto"},o,n("span",{class:"failure-row"},t===null?"":`row ${t}`)),h?n("span",{class:"chip","data-mood":"busy"},"sending"):l)}};var O=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

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
`;var ee={content:{data:{}}};async function te(r){try{let e=await r.widget_manager?.get_model(r.get("_model_key"));return e?.comm&&e._handle_comm_msg?e:null}catch{return null}}async function C(r){let e=await te(r);if(e)try{await e._handle_comm_msg(ee)}catch{let t=Object.getPrototypeOf(Object.getPrototypeOf(e))._handle_comm_msg;e.comm.on_msg(o=>t.call(e,o)),e.comm_live&&e.comm.send({method:"request_state"})}}function re(r,e){let t=r.dataset.jpThemeLight;if(t==="true")return"light";if(t==="false")return"dark";for(let o of[r,e]){if(o.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(o.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function L(r){let{body:e,documentElement:t}=document;function o(){let l=re(e,t);l?r.dataset.theme=l:delete r.dataset.theme}let i=new MutationObserver(o),s={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return i.observe(e,s),i.observe(t,s),o(),()=>i.disconnect()}function j({model:r}){try{r.send(v(x(),0,{kind:"hello"}))}catch{}}function R({model:r,el:e},t,o,i){let s=document.createElement("div");s.className=t,s.dataset.lmSuppressShortcuts="true";let l=s.attachShadow({mode:"open"}),h=new CSSStyleSheet;h.replaceSync(O+o),l.adoptedStyleSheets=[h],e.append(s);let M=L(s);C(r);let p=i(r,l,s);return()=>{M(),p.close(),s.remove()}}var I=`/* What the small widgets share: a framed panel with a status line. */
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
`;var q=`/* The look of the status line: the foot of a grid, on its own. */

.foot { border-top: 0; background: var(--paper); }
.title { overflow: hidden; color: var(--ink); font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.facts { white-space: nowrap; }
.facts::before { margin-right: 8px; content: "·"; }
.pending { height: 22px; border-color: color-mix(in srgb, var(--accent) 50%, transparent); border-radius: 11px; color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }

.underway { margin: 0; padding: 0; border-top: 1px solid var(--line); list-style: none; }
.underway .failure { min-height: 36px; padding: 5px 8px 5px 12px; border-bottom: 1px solid var(--hairline); }
.underway .failure:last-child { border-bottom: 0; }
.failures { border-top: 1px solid var(--line); outline: 0; }
.failures:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }
.failures-list { max-height: 220px; }
.failure { font-size: 12px; }

@container (max-width: 420px) { .facts { display: none; } }
.frame { container-type: inline-size; }
`;var ne=r=>R(r,"diorama-status-bar",I+q,(e,t)=>new k(e,t)),ze={initialize:j,render:ne};export{ze as default};
